internal import Configuration

/// The reader of the keys in `[cell]` that describe the memory device.
struct DeviceReader {
  /// The names of all devices.
  static let names = [
    "ohmic", "sinh", "polynomial", "table", "stanford-pku", "jart-vcm", "mtj", "filamentary",
    "metal-oxide",
  ]

  let cell: ConfigurationTable
  /// The temperature of the array, in kelvins.
  let temperature: Double
  let resources: TechnologyResources

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - cell: The table `[cell]`.
  ///   - temperature: The temperature of the array, in degrees Celsius.
  ///   - resources: The files that the technology may name.
  init(_ cell: ConfigurationTable, temperature: Double, resources: TechnologyResources) {
    self.cell = cell
    self.temperature = temperature + 273.15
    self.resources = resources
  }

  /// Reads the device.
  ///
  /// - Returns: The law of the device.
  /// - Throws: `InputError` if a key is missing or out of range, or if the values together are no
  ///   law: a current that falls somewhere, or a resistance that no state has.
  func device() throws -> any Device {
    let device: any Device
    switch try cell.choice("device", of: Self.names) {
    case "sinh":
      device = SinhDevice(
        characteristicVoltage: try cell.number(SinhDevice.voltageKey, in: SinhDevice.voltages))
    case "polynomial": device = try polynomial()
    case "table": device = try table()
    case "stanford-pku": device = try tunnelGap()
    case "jart-vcm": device = try jart()
    case "mtj": device = try tunnelJunction()
    case "filamentary": device = try filamentary()
    case "metal-oxide": device = try metalOxide()
    default: device = OhmicDevice()
    }
    try requireStates(of: device)
    return device
  }

  /// Refuses resistances that no state of the device has.
  private func requireStates(of device: any Device) throws {
    let range = device.conductanceRange
    for key in Cell.keys.map(\.name) {
      let resistance = try cell.number(key, in: Crossbar.acceptedResistances)
      // Published resistances have three or four digits.
      guard range.lowerBound * 0.999 * resistance <= 1, range.upperBound * 1.001 * resistance >= 1
      else {
        throw cell.refusal(
          of: key, found: "\(resistance) Ω, which no state of a \(device.name) cell has",
          accepted: "\(1 / range.upperBound) to \(1 / range.lowerBound) Ω")
      }
    }
  }

  /// Two increasing numbers under one key.
  func range(_ key: String, in accepted: ClosedRange<Double>) throws -> ClosedRange<Double> {
    let values = try list(key, count: 2, in: accepted)
    guard values[0] < values[1] else {
      throw cell.refusal(of: key, found: "\(values)", accepted: "the lower number first")
    }
    return values[0]...values[1]
  }

  /// A list of a known length.
  func list(
    _ key: String, count: Int,
    in accepted: ClosedRange<Double> = -Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude
  ) throws -> [Double] {
    let values = try cell.optionalNumbers(key, in: accepted)
    guard let values, values.count == count else {
      throw cell.refusal(
        of: key, found: values.map { "\($0.count) numbers" } ?? "the key is missing",
        accepted: "a list of \(count) numbers")
    }
    return values
  }

  /// Refuses values that each are accepted but together are no law.
  func refusal(_ found: String) -> InputError {
    cell.refusal(
      of: "device", found: found, accepted: "values whose current rises with the voltage everywhere"
    )
  }
}
