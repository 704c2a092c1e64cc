internal import Configuration

extension ArrayResistances: KeyedPart {
  /// The tables of a technology file with their keys.
  private static let tables = [
    (
      name: "wires",
      keys: [
        PartKey("row_segment_resistance_ohm", \Self.rowSegment, in: .nonNegative),
        PartKey("column_segment_resistance_ohm", \Self.columnSegment, in: .nonNegative),
      ]
    ),
    (
      name: "driver",
      keys: [
        PartKey(
          "resistance_ohm", \Self.driver, in: .nonNegative, recordName: "driver_resistance_ohm")
      ]
    ),
    (
      name: "sense",
      keys: [
        PartKey(
          "resistance_ohm", \Self.sense, in: .nonNegative, recordName: "sense_resistance_ohm")
      ]
    ),
  ]

  /// The segments of rows and columns, the drivers and the sense circuits, in this order.
  public static let keys = tables.flatMap(\.keys)

  /// Reads the tables `[wires]`, `[driver]` and `[sense]`.
  ///
  /// - Parameter root: The technology file.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(_ root: ConfigurationTable) throws {
    self.init(segments: 0, ends: 0)
    for (name, keys) in Self.tables {
      let table = try root.table(name)
      try table.read(keys, into: &self)
      // What has a resistance has a conductance that a solver can square.
      for key in keys {
        let value = self[keyPath: key.property]
        guard value != 0, !Crossbar.acceptedResistances.contains(value) else { continue }
        throw table.refusal(
          of: key.name, found: "\(value) Ω",
          accepted: "0, or a number from \(Crossbar.acceptedResistances.lowerBound) to "
            + "\(Crossbar.acceptedResistances.upperBound)")
      }
    }
  }

  /// The four resistances, in ohms, in the order of ``keys``.
  public var values: [Double] { Self.keys.map { self[keyPath: $0.property] } }

  /// Creates the resistances from a list.
  ///
  /// - Parameter values: The four resistances, in ohms, in the order of ``keys``.
  public init(values: some Collection<Double>) {
    precondition(values.count == Self.keys.count, "\(values.count) values of four resistances")
    self.init(segments: 0, ends: 0)
    for (key, value) in zip(Self.keys, values) { self[keyPath: key.property] = value }
  }
}
