internal import Configuration

extension ArrayResistances {
  /// Reads the tables `[wires]`, `[driver]` and `[sense]`.
  ///
  /// - Parameter root: The technology file.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(_ root: ConfigurationTable) throws {
    let nonNegative = 0...Double.greatestFiniteMagnitude
    let wires = try root.table("wires")
    self.init(
      rowSegment: try wires.number("row_segment_resistance_ohm", in: nonNegative),
      columnSegment: try wires.number("column_segment_resistance_ohm", in: nonNegative),
      driver: try root.table("driver").number("resistance_ohm", in: nonNegative),
      sense: try root.table("sense").number("resistance_ohm", in: nonNegative))
  }
}
