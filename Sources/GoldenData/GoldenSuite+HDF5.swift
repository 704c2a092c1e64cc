public import ArrayStorage
internal import Configuration
public import Foundation

extension GoldenSuite {
  /// The bytes of the suite as an HDF5 file; the same suite gives the same bytes.
  ///
  /// - Returns: The whole file.
  /// - Throws: `ArrayFileError` if the library cannot do it.
  public func serialized() throws(ArrayFileError) -> Data {
    let file = try ArrayFile(creating: "suite.h5")
    try file.attach(integer: Self.schema, as: "schema", to: "/")
    for (key, value) in [
      ("suite", name), ("technology", technologyText), ("simulator", simulator),
      ("simulator_version", simulatorVersion), ("options", options), ("generator", generator),
      ("fingerprint", fingerprint), ("case_order", cases.map(\.slug).joined(separator: "\n")),
    ] {
      try file.attach(text: value, as: key, to: "/")
    }
    try file.addGroup("cases")
    for item in cases { try item.store(in: file, under: "cases") }
    return try file.serialized()
  }

  /// Reads a suite from the bytes of an HDF5 file.
  ///
  /// - Parameters:
  ///   - data: The whole file.
  ///   - source: The name that messages use.
  /// - Throws: `ArrayFileError` or `InputError` if the file is damaged or not a suite.
  public init(data: Data, source: String) throws {
    let file = try ArrayFile(data: data, source: source)
    let schema = try file.integer("schema", of: "/")
    guard schema == Self.schema else {
      throw InputError(
        source: source, location: "attribute schema", found: "\(schema)",
        accepted: "\(Self.schema)")
    }
    let order = try file.text("case_order", of: "/").split(separator: "\n").map(String.init)
    guard order.sorted() == (try file.names(in: "cases")), !order.isEmpty else {
      throw InputError(
        source: source, location: "attribute case_order", found: "other names than in the group",
        accepted: "the cases of the group, each once")
    }
    self.init(
      name: try file.text("suite", of: "/"), technologyText: try file.text("technology", of: "/"),
      simulator: try file.text("simulator", of: "/"),
      simulatorVersion: try file.text("simulator_version", of: "/"),
      options: try file.text("options", of: "/"), generator: try file.text("generator", of: "/"),
      fingerprint: try file.text("fingerprint", of: "/"),
      cases: try order.map { try GoldenCase(from: file, under: "cases", slug: $0) })
  }
}
