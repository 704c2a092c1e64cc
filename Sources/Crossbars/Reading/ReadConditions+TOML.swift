internal import Configuration

extension ReadConditions: KeyedPart {
  /// The full-scale voltage.
  public static let voltageKey = PartKey(
    "voltage_volt", \Self.voltage, in: 1e-9...1e6, recordName: "read_voltage_volt")

  /// The numbers that decide the currents of a read.
  public static let keys = [
    voltageKey,
    PartKey("temperature_celsius", \Self.temperature, in: -273.15...1000, isOptional: true),
  ]

  /// Reads the table `[read]` as far as it stands by itself.
  ///
  /// - Parameter table: The table.
  /// - Throws: `InputError` if a key is missing or out of range.
  init(_ table: ConfigurationTable) throws {
    self.init(
      voltage: 0, mode: try ReadMode(table),
      duration: try table.optionalNumber("duration_second", in: .positive),
      time: try table.optionalNumber("time_second", in: ArrayVariation.times))
    try table.read(Self.keys, into: &self)
  }
}
