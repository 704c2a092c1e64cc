internal import Configuration

extension ReadConditions {
  /// Reads the table `[read]` as far as it stands by itself.
  ///
  /// - Parameter table: The table.
  /// - Throws: `InputError` if a key is missing or out of range.
  init(_ table: ConfigurationTable) throws {
    let positive = Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
    self.init(
      voltage: try table.number("voltage_volt", in: positive), mode: try ReadMode(table),
      temperature: try table.optionalNumber("temperature_celsius", in: -273.15...1000) ?? 27,
      duration: try table.optionalNumber("duration_second", in: positive),
      time: try table.optionalNumber("time_second", in: ArrayVariation.times))
  }
}
