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
      ("suite", name), ("simulator", simulator), ("simulator_version", simulatorVersion),
      ("options", options), ("generator", generator), ("fingerprint", fingerprint),
    ] {
      try file.attach(text: value, as: key, to: "/")
    }
    try file.addGroup("technologies")
    for (index, technology) in technologies.enumerated() {
      try technology.store(in: file, under: "technologies", index: index)
    }
    try file.addGroup("cases")
    for (index, item) in cases.enumerated() {
      try item.store(in: file, under: "cases", index: index)
    }
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
        accepted: "\(Self.schema); make the suite again with `assay golden generate`")
    }
    let technologies = try Self.order(of: "technologies", in: file).map {
      try GoldenTechnology(from: file, under: "technologies", key: $0)
    }
    let cases = try Self.order(of: "cases", in: file).map {
      try GoldenCase(from: file, under: "cases", slug: $0)
    }
    let keys = Set(technologies.map(\.key))
    if let item = cases.first(where: { !keys.contains($0.setting.technology) }) {
      throw InputError(
        source: source, location: "cases/\(item.slug), attribute technology",
        found: "\"\(item.setting.technology)\"", accepted: "\(keys.sorted())")
    }
    self.init(
      name: try file.text("suite", of: "/"), technologies: technologies,
      simulator: try file.text("simulator", of: "/"),
      simulatorVersion: try file.text("simulator_version", of: "/"),
      options: try file.text("options", of: "/"), generator: try file.text("generator", of: "/"),
      fingerprint: try file.text("fingerprint", of: "/"), cases: cases)
  }

  /// The names in a group in the order of their attribute `index`, which counts from 0.
  private static func order(of group: String, in file: ArrayFile) throws -> [String] {
    let names = try file.names(in: group)
    var ordered = [String?](repeating: nil, count: names.count)
    for name in names {
      let index = try file.integer("index", of: "\(group)/\(name)")
      guard ordered.indices.contains(index), ordered[index] == nil else {
        throw InputError(
          source: file.source, location: "\(group)/\(name), attribute index", found: "\(index)",
          accepted: "the numbers from 0 to \(names.count - 1), each once")
      }
      ordered[index] = name
    }
    guard !names.isEmpty else {
      throw InputError(
        source: file.source, location: group, found: "an empty group", accepted: "at least one")
    }
    return ordered.compactMap { $0 }
  }
}

extension GoldenTechnology {
  /// Stores the texts as attributes of a group.
  func store(in file: ArrayFile, under group: String, index: Int) throws(ArrayFileError) {
    let path = "\(group)/\(key)"
    try file.addGroup(path)
    try file.attach(integer: index, as: "index", to: path)
    try file.attach(text: text, as: "text", to: path)
    guard !resources.isEmpty else { return }
    let names = resources.keys.sorted()
    try file.attach(text: names.joined(separator: "\n"), as: "resources", to: path)
    for name in names {
      try file.attach(text: resources[name] ?? "", as: "resource \(name)", to: path)
    }
  }

  /// Reads the texts from the attributes of a group.
  init(from file: ArrayFile, under group: String, key: String) throws {
    let path = "\(group)/\(key)"
    var resources: [String: String] = [:]
    if try file.hasAttribute("resources", of: path) {
      for name in try file.text("resources", of: path).split(separator: "\n").map(String.init) {
        guard Self.isResourceName(name) else {
          throw InputError(
            source: file.source, location: "\(path), attribute resources", found: "\"\(name)\"",
            accepted: "names of files without a folder")
        }
        resources[name] = try file.text("resource \(name)", of: path)
      }
    }
    guard Self.isKey(key) else {
      throw InputError(
        source: file.source, location: path, found: "the name \"\(key)\"",
        accepted: "small letters, digits and hyphens")
    }
    self.init(key: key, text: try file.text("text", of: path), resources: resources)
  }

  private static func isResourceName(_ name: String) -> Bool {
    !name.isEmpty && !name.contains("/") && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
  }
}
