internal import Configuration
internal import Records

extension MappingChange {
  /// Reads the keys of a mapping file, or of a table `[[layer]]` in it.
  ///
  /// - Parameters:
  ///   - root: The root of the file, or the table.
  ///   - isOfLayer: Whether it is a table of a layer, which alone knows `digital` and `technology`.
  /// - Throws: `InputError` with file, line and key if a value is not accepted.
  init(_ root: ConfigurationTable, isOfLayer: Bool) throws {
    self.init()
    if isOfLayer {
      isDigital = try root.optionalBoolean("digital")
      technology = try root.optionalString("technology")
    }
    if let table = try root.optionalTable("tile") {
      rows = try table.optionalInteger("rows", in: Mapping.tileExtents)
      columns = try table.optionalInteger("columns", in: Mapping.tileExtents)
      groups = try table.chosen("groups")
    }
    if let table = try root.optionalTable("weights") {
      weightBits = try table.optionalInteger("bits", in: Mapping.weightBits)
      bitsPerCell = try table.optionalInteger("bits_per_cell", in: Mapping.partBits)
      encoding = try table.chosen("encoding")
      weightScale = try table.chosen("scale")
      zero = try table.chosen("zero")
      reference = try table.chosen("reference")
      columnsPerReference = try table.optionalInteger(
        "columns_per_reference", in: Mapping.tileExtents)
    }
    if let table = try root.optionalTable("inputs") {
      inputBits = try table.optionalInteger("bits", in: Mapping.partBits)
      bitsPerStream = try table.optionalInteger("bits_per_stream", in: Mapping.partBits)
      inputScale = try table.chosen("scale")
      inputRange = try table.chosen("range")
      rowsPerRead = try table.optionalInteger("rows_per_read", in: Mapping.tileExtents)
    }
    if let table = try root.optionalTable("adc") {
      source = try table.chosen("source")
      outputBits = try table.optionalInteger("bits", in: Mapping.converterBits)
      outputRange = try Self.range(table)
      outputScale = try table.chosen("scale")
      reads = try table.chosen("reads")
      columnsPerConverter = try table.optionalInteger(
        "columns_per_converter", in: Mapping.tileExtents)
    }
    gain = try root.optionalTable("calibration")?.chosen("gain")
  }

  private static func range(_ table: ConfigurationTable) throws -> Mapping.Range? {
    // The key holds a word or a current, so both readers are tried; their refusals name one form
    // each, and this one names both.
    let accepted =
      "\"calibrated\" | \"maximum\" | \"technology\" | a current from 1e-15 to 1e6 amperes"
    let words = [
      "calibrated": Mapping.Range.calibrated, "maximum": .maximum, "technology": .technology,
    ]
    if let word = try? table.optionalChoice("range", of: words.keys.sorted()) {
      return words[word]
    }
    guard table.keys.contains("range") else { return nil }
    do {
      return try table.optionalNumber("range", in: Mapping.rangeCurrents).map(Mapping.Range.amperes)
    } catch let error as InputError {
      throw table.refusal(of: "range", found: error.found, accepted: accepted)
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
