internal import Configuration

/// The reader of the keys in `[cell]` that describe the memory device.
struct DeviceReader {
  private let cell: ConfigurationTable
  private let temperature: Double
  private let resources: TechnologyResources

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - cell: The table `[cell]`.
  ///   - temperature: The temperature of the array, in degrees Celsius.
  ///   - resources: The files that the technology may name.
  init(_ cell: ConfigurationTable, temperature: Double, resources: TechnologyResources) {
    self.cell = cell
    self.temperature = temperature
    self.resources = resources
  }

  /// Reads the device.
  ///
  /// - Returns: The law of the device.
  /// - Throws: `InputError` if a key is missing or out of range.
  func device() throws -> any Device {
    switch try cell.choice("device", of: ["ohmic", "sinh"]) {
    case "sinh":
      SinhDevice(
        characteristicVoltage: try cell.number("sinh_voltage_volt", in: 1e-6...1e6))
    default: OhmicDevice()
    }
  }
}
