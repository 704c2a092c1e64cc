public import Configuration
public import Crossbars
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
    if let table = try root.optionalTable("tile") {
      tile.rows = try table.optionalInteger("rows", in: Self.tileExtents) ?? tile.rows
      tile.columns = try table.optionalInteger("columns", in: Self.tileExtents) ?? tile.columns
    }
    if let table = try root.optionalTable("weights") {
      weights.bits = try table.optionalInteger("bits", in: Self.weightBits) ?? weights.bits
      weights.bitsPerCell =
        try table.optionalInteger("bits_per_cell", in: Self.partBits) ?? weights.bitsPerCell
      weights.encoding = try table.chosen("encoding") ?? weights.encoding
      weights.scale = try table.chosen("scale") ?? weights.scale
    }
    if let table = try root.optionalTable("inputs") {
      inputs.bits = try table.optionalInteger("bits", in: Self.partBits) ?? inputs.bits
      inputs.bitsPerStream =
        try table.optionalInteger("bits_per_stream", in: Self.partBits) ?? inputs.bitsPerStream
    }
    let adc = try root.optionalTable("adc")
    if let adc {
      outputs.source = try adc.chosen("source")
      outputs.bits = try adc.optionalInteger("bits", in: Self.converterBits)
      outputs.range = try Self.range(adc) ?? outputs.range
    }
    let reading: Reading? = try adc?.chosen("reads")
    if weights.encoding == .offset, reading == .difference, let adc {
      throw adc.refusal(
        of: "reads", found: "\"difference\", but weights.encoding = \"offset\" has no pairs",
        accepted: "\"column\"")
    }
    outputs.reads = reading ?? outputs.reads
    gain = try root.optionalTable("calibration")?.chosen("gain") ?? gain
    if let layers = try root.optionalTable("layers") {
      digitalLayers = Set(try layers.optionalStrings("digital") ?? [])
    }
    try root.finish()
  }

  private static func range(_ table: ConfigurationTable) throws -> Range? {
    // The key holds a word or a current, so both readers are tried; their refusals name one form
    // each, and this one names both.
    let accepted =
      "\"calibrated\" | \"maximum\" | \"technology\" | a current from 1e-15 to 1e6 amperes"
    let words = ["calibrated": Range.calibrated, "maximum": .maximum, "technology": .technology]
    if let word = try? table.optionalChoice("range", of: words.keys.sorted()) {
      return words[word]
    }
    guard table.keys.contains("range") else { return nil }
    do {
      return try table.optionalNumber("range", in: Self.rangeCurrents).map(Range.amperes)
    } catch let error as InputError {
      throw table.refusal(of: "range", found: error.found, accepted: accepted)
    }
  }

  /// Checks that the mapping can be used for a network on a technology.
  ///
  /// - Parameters:
  ///   - network: The network; every layer that stays digital must be in it.
  ///   - technology: The technology; its cells must have the states of a slice.
  /// - Throws: `InputError` that names the mapping and what does not fit.
  public func check(against network: Network, technology: Technology) throws {
    let names = network.matrixLayers.map(\.name)
    for name in digitalLayers.sorted() where !names.contains(name) {
      throw InputError(
        source: source, location: "key layers.digital",
        found: "\"\(name)\", but \(network.source) has no such layer",
        accepted: names.joined(separator: ", "))
    }
    try check(against: technology)
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

extension ConfigurationTable {
  /// One of the words of an enumeration, if the key is present.
  fileprivate func chosen<Choice: RawRepresentable & CaseIterable>(_ key: String) throws -> Choice?
  where Choice.RawValue == String {
    try optionalChoice(key, of: Choice.allCases.map(\.rawValue)).flatMap(Choice.init)
  }
}
