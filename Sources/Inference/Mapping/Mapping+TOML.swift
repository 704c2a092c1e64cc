public import Configuration
package import Crossbars
public import Foundation
public import Networks
public import Records

extension Mapping {
  /// Reads a mapping file.
  ///
  /// - Parameter url: A TOML file as `docs/inference.md` describes it.
  /// - Throws: `UnavailableError` if it cannot be read, `InputError` with file, line and key if a
  ///   key is unknown or out of range.
  public init(contentsOf url: URL) throws {
    try self.init(ConfigurationDocument(contentsOf: url))
  }

  /// Reads a mapping from a parsed document; what is absent has its default.
  ///
  /// - Parameter document: A TOML document as `docs/inference.md` describes it.
  /// - Throws: `InputError` with file, line and key if a key is unknown or out of range.
  public init(_ document: ConfigurationDocument) throws {
    self.init()
    source = document.source
    let root = document.root
    try MappingChange(root, isOfLayer: false).apply(to: &self)
    if let table = try root.optionalTable("images") {
      var images = Images()
      images.encoding =
        Images.Encoding(
          rawValue: try table.choice("encoding", of: Images.Encoding.allCases.map(\.rawValue)))
        ?? images.encoding
      images.length = try table.optionalInteger("length", in: Self.streamLengths) ?? images.length
      self.images = images
    }
    if let layers = try root.optionalTable("layers") {
      digitalLayers = Set(try layers.optionalStrings("digital") ?? [])
    }
    layerRules = try root.tables("layer").map { table in
      var rule = LayerRule(
        match: try table.string("match"), change: try MappingChange(table, isOfLayer: true))
      rule.location = table.refusal(of: "match", found: "", accepted: nil).location ?? rule.location
      guard rule.change.isDigital != true || rule.change == .digital else {
        throw table.refusal(
          of: "digital", found: "true, beside keys of arrays", accepted: "digital = true alone")
      }
      return rule
    }
    try root.finish()
    if let contradiction {
      throw Self.refusal(of: contradiction, in: root, source: source)
    }
    for rule in layerRules {
      var changed = self
      rule.change.apply(to: &changed)
      if rule.change.hasADC, changed.partialSums?.isCounted == true {
        throw InputError(
          source: source, location: "\(rule.location): adc",
          found: "keys of ADCs, but partial_sums.converter takes their place in this layer",
          accepted: "no such table, or partial_sums.converter = \"adc\" beside it")
      }
      guard let contradiction = changed.contradiction else { continue }
      throw InputError(
        source: source, location: "\(rule.location): \(contradiction.key)",
        found: contradiction.found, accepted: contradiction.accepted)
    }
  }

  /// A contradiction between two keys, with the line of the one that is stated.
  private static func refusal(
    of contradiction: Contradiction, in root: ConfigurationTable, source: String
  ) -> InputError {
    let parts = contradiction.key.split(separator: ".").map(String.init)
    if let table = try? root.optionalTable(parts[0]), table.keys.contains(parts[1]) {
      return table.refusal(
        of: parts[1], found: contradiction.found, accepted: contradiction.accepted)
    }
    return InputError(
      source: source, location: "key \(contradiction.key)", found: contradiction.found,
      accepted: contradiction.accepted)
  }

  /// Checks that what the mapping says of layers can be used for a network.
  ///
  /// - Parameter network: The network; every name and every pattern must match a layer of it.
  /// - Throws: `InputError` that names the mapping and what does not fit.
  public func check(against network: Network) throws {
    let names = network.matrixLayers.map(\.name)
    let patterns =
      digitalLayers.sorted().map { ($0, "key layers.digital") }
      + layerRules.map { ($0.match, $0.location) }
    for (pattern, location) in patterns
    where !names.contains(where: { LayerRule.matches($0, pattern: pattern) }) {
      throw InputError(
        source: source, location: location,
        found: "\"\(pattern)\", but \(network.source) has no such layer",
        accepted: names.joined(separator: ", "))
    }
    try requirePairs(of: network)
  }

  /// Refuses raises of pairs for layers that have none.
  private func requirePairs(of network: Network) throws {
    for layer in network.matrixLayers where layer.raises != nil && !isDigital(layer: layer.name) {
      guard mapping(ofLayer: layer.name).weights.encoding == .differential else {
        throw InputError(
          source: source, location: "key weights.encoding",
          found: "\"offset\", but the weights of layer \(layer.name) have raises of pairs",
          accepted: "\"differential\", or no --raises")
      }
      guard !mapping(ofLayer: layer.name).hasBinaryWeights else {
        throw InputError(
          source: source, location: "key weights.bits",
          found: "1, but the weights of layer \(layer.name) have raises of pairs",
          accepted: "weights of more bits, or no --raises")
      }
    }
  }

  /// The files of the technologies of layers, by their names in the mapping; they lie beside it.
  public var technologyFiles: [String: URL] {
    let folder = URL(fileURLWithPath: source).deletingLastPathComponent()
    return layerRules.compactMap(\.change.technology).reduce(into: [:]) {
      $0[$1] = URL(fileURLWithPath: $1, relativeTo: folder).absoluteURL
    }
  }

  /// The file of a layer's technology.
  ///
  /// - Parameter name: The name of the layer.
  /// - Returns: The file; nil for the technology of the evaluation.
  public func technologyFile(ofLayer name: String) -> URL? {
    mapping(ofLayer: name).technology.flatMap { technologyFiles[$0] }
  }

  /// Checks that the cells of a technology have the states of a slice.
  package func check(against technology: Technology) throws {
    let states = 1 << sliceBits
    guard technology.cell.levels == 0 || technology.cell.levels >= states else {
      throw InputError(
        source: source,
        location: "key weights.bits_per_cell",
        found: "\(states) states in a cell, but technology \(technology.name) has "
          + "\(technology.cell.levels)",
        accepted:
          "1 to \(technology.cell.levels.bitWidth - 1 - technology.cell.levels.leadingZeroBitCount)"
      )
    }
    guard technology.cell.onConductance > technology.cell.offConductance else {
      throw InputError(
        source: "technology \(technology.name)", location: "key cell.off_resistance_ohm",
        found: "the on and off resistances are equal, so a cell cannot hold a weight",
        accepted: "off_resistance_ohm above on_resistance_ohm")
    }
  }
}
