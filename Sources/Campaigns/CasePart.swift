internal import Configuration
internal import ArrayStorage
internal import Foundation
internal import GoldenData

/// A finished case on the disk, until its suite is complete.
///
/// The file is one line, `assay-part 2 FINGERPRINT SHA256`, and an HDF5 file whose checksum the
/// line states.
struct CasePart {
  var item: GoldenCase
  var simulator: String
  var simulatorVersion: String

  /// What is found where a part may be.
  enum Stored {
    case absent
    /// The file is damaged; the case is computed again.
    case damaged
    /// The file belongs to another recipe, technology or version of the program.
    case foreign
    case intact(CasePart, data: Data)
  }

  static func name(_ planned: PlannedCase) -> String { "\(planned.slug).part" }

  private static let magic = "assay-part 2"

  func serialized(fingerprint: String, index: Int) throws -> Data {
    let file = try ArrayFile(creating: item.slug)
    try file.attach(text: simulator, as: "simulator", to: "/")
    try file.attach(text: simulatorVersion, as: "simulator_version", to: "/")
    try file.addGroup("cases")
    try item.store(in: file, under: "cases", index: index)
    let body = try file.serialized()
    return Data("\(Self.magic) \(fingerprint) \(Checksum.of(body))\n".utf8) + body
  }

  static func read(_ planned: PlannedCase, in folder: URL, fingerprint: String) -> Stored {
    let place = folder.appendingPathComponent(name(planned))
    guard let data = try? Data(contentsOf: place) else {
      return FileManager.default.fileExists(atPath: place.path) ? .damaged : .absent
    }
    guard let end = data.firstIndex(of: UInt8(ascii: "\n")) else { return .damaged }
    let words = String(decoding: data[..<end], as: UTF8.self).split(separator: " ")
    let body = data.subdata(in: data.index(after: end)..<data.endIndex)
    guard words.count == 4, words[..<2].joined(separator: " ") == magic,
      words[3] == Checksum.of(body)
    else { return .damaged }
    guard words[2] == fingerprint else { return .foreign }
    do {
      let file = try ArrayFile(data: body, source: place.path)
      let part = CasePart(
        item: try GoldenCase(from: file, under: "cases", slug: planned.slug),
        simulator: try file.text("simulator", of: "/"),
        simulatorVersion: try file.text("simulator_version", of: "/"))
      return .intact(part, data: data)
    } catch {
      return .damaged
    }
  }
}
