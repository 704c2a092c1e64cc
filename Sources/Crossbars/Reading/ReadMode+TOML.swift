internal import Configuration

extension ReadMode {
  /// Reads the keys of the table `[read]` that describe the mode; all are optional.
  ///
  /// - Parameter table: The table.
  /// - Throws: `InputError` if a word is unknown.
  init(_ table: ConfigurationTable) throws {
    self.init(
      unselectedRows: try Self.word("unselected_rows", in: table) ?? .grounded,
      driveSide: try Self.word("drive", in: table) ?? .single,
      senseSide: try Self.word("sense", in: table) ?? .bottom)
  }

  private static func word<Value: RawRepresentable & CaseIterable>(
    _ key: String, in table: ConfigurationTable
  ) throws -> Value? where Value.RawValue == String {
    try table.optionalChoice(key, of: Value.allCases.map(\.rawValue)).flatMap(Value.init)
  }
}
