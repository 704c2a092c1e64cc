internal import Configuration

extension ArrayResistances: KeyedPart {
  /// The tables of a technology file with their keys.
  private static let tables = [
    (
      name: "wires",
      keys: [
        key("row_segment_resistance_ohm", \Self.rowSegment),
        key("column_segment_resistance_ohm", \Self.columnSegment),
      ]
    ),
    (
      name: "driver",
      keys: [key("resistance_ohm", \Self.driver, recordName: "driver_resistance_ohm")]
    ),
    (
      name: "sense",
      keys: [key("resistance_ohm", \Self.sense, recordName: "sense_resistance_ohm")]
    ),
  ]

  /// A resistance of 0 Ω joins its ends; any other has a conductance that a solver can square.
  private static func key(
    _ name: String, _ property: any WritableKeyPath<Self, Double> & Sendable,
    recordName: String? = nil
  ) -> PartKey<Self> {
    PartKey(
      name, property, in: Crossbar.acceptedResistances, orZero: true, recordName: recordName)
  }

  /// The segments of rows and columns, the drivers and the sense circuits, in this order.
  public static let keys = tables.flatMap(\.keys)

  /// Reads the tables `[wires]`, `[driver]` and `[sense]`.
  ///
  /// - Parameter root: The technology file.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(_ root: ConfigurationTable) throws {
    self.init(segments: 0, ends: 0)
    for (name, keys) in Self.tables {
      try root.table(name).read(keys, into: &self)
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
