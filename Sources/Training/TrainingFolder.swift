internal import ArrayStorage
internal import Configuration
public import Foundation

/// The folder of a training, held by one process at a time: where it stands, whenever it is killed.
public final class TrainingFolder {
  /// The folder.
  public let url: URL
  /// All that the training depends on, as a sum.
  private let identity: String
  private let lock: FolderLock

  private static let stateName = "state.bin"

  /// Takes hold of a folder; it is created if it does not exist.
  ///
  /// - Parameters:
  ///   - url: The folder.
  ///   - identity: All that the training depends on, as a sum.
  /// - Throws: `UsageError` if the place is a file, `UnavailableError` if the folder cannot be written or another
  ///   process holds it.
  public init(_ url: URL, identity: String) throws {
    self.url = url
    self.identity = identity
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue
    {
      throw UsageError("\(url.path) is a file; name a folder for the training")
    }
    try OutputFolder.make(url)
    lock = try FolderLock(url, work: "training in")
    AtomicFile.removeLeftovers(in: url)
    let own = try FileManager.default.contentsOfDirectory(atPath: url.path)
    guard own.isEmpty || own.contains(Self.stateName) else {
      throw UsageError("\(url.path) holds other files; name a new folder for the training")
    }
  }

  private var place: URL { url.appendingPathComponent(Self.stateName) }

  /// What stands before the numbers of a state.
  private struct Header: Codable {
    var identity: String
    var step: Int
    /// How many numbers parameters, averages and the average of the parameters are.
    var counts: [Int]
    var losses: [Double]
    var right: [Int]
    /// The SHA-256 of the header with this empty, and of the numbers.
    var sha256 = ""

    private static let encoder: JSONEncoder = {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      return encoder
    }()

    /// The bytes of the header.
    func encoded() throws -> Data { try Self.encoder.encode(self) }

    /// The sum of a header and its numbers.
    func sum(with numbers: Data) throws -> String {
      var plain = self
      plain.sha256 = ""
      return Checksum.of(Data((Checksum.of(try plain.encoded()) + Checksum.of(numbers)).utf8))
    }
  }

  /// Where the training stands, with what its steps found; nil if it has not begun.
  ///
  /// - Returns: The state and one entry for every step that was taken.
  /// - Throws: `InputError` if the folder is that of another training, or its file is damaged; `UnavailableError` if it
  ///   cannot be read.
  func stored() throws -> (state: TrainingState, found: [Trainer.Step])? {
    guard FileManager.default.fileExists(atPath: place.path) else { return nil }
    let data = try InputFile.data(of: place, limit: 1 << 34)
    func damaged(_ found: String) -> InputError {
      InputError(
        source: place.path, found: found,
        accepted: "the state of a training; remove the folder to begin anew")
    }
    let size = MemoryLayout<UInt64>.size
    guard data.count > size else { throw damaged("\(data.count) bytes") }
    let length = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length < data.count - size,
      let header = try? JSONDecoder().decode(
        Header.self, from: data[data.startIndex + size..<data.startIndex + size + Int(length)])
    else { throw damaged("no header") }
    guard header.identity == identity else {
      throw InputError(
        source: place.path, found: "a training with another network, recipe, circuit or images",
        accepted: "the same ones, or another folder; remove the folder to begin anew")
    }
    let numbers = data[data.startIndex + size + Int(length)..<data.endIndex]
    guard try header.sum(with: Data(numbers)) == header.sha256, header.counts.count == 4,
      header.counts.allSatisfy({ (0...numbers.count).contains($0) }),
      header.counts.reduce(0, +) * MemoryLayout<Float>.size == numbers.count,
      header.losses.count == header.step, header.right.count == header.step
    else { throw damaged("numbers that are not those of its sum") }
    var values = [Float](repeating: 0, count: numbers.count / MemoryLayout<Float>.size)
    _ = values.withUnsafeMutableBytes { numbers.copyBytes(to: $0) }
    var parts: [[Float]] = []
    var first = 0
    for count in header.counts {
      parts.append(Array(values[first..<first + count]))
      first += count
    }
    let state = TrainingState(
      step: header.step, parameters: parts[0], first: parts[1], second: parts[2],
      average: parts[3])
    return (
      state,
      zip(header.losses, header.right).map { Trainer.Step(loss: $0, right: $1) }
    )
  }

  /// Keeps where a training stands.
  ///
  /// - Parameters:
  ///   - state: The state.
  ///   - found: What its steps found.
  /// - Throws: `UnavailableError` if the disk is full; what was kept before is there still.
  func keep(_ state: TrainingState, _ found: [Trainer.Step]) throws {
    let parts = [state.parameters, state.first, state.second, state.average]
    var numbers = Data()
    for part in parts { part.withUnsafeBytes { numbers.append(contentsOf: $0) } }
    var header = Header(
      identity: identity, step: state.step, counts: parts.map(\.count),
      losses: found.map(\.loss), right: found.map(\.right))
    header.sha256 = try header.sum(with: numbers)
    let text = try header.encoded()
    var data = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
    data.append(text)
    data.append(numbers)
    try AtomicFile.write(data, to: place)
  }
}
