public import Configuration
internal import LinearAlgebra

/// A characteristic with the transistor it belongs to, as `assay transistor` writes it.
public struct TransistorRecord: Sendable, Equatable {
  /// The lines of the card without comments, one space between words.
  public var card: String
  /// The name that the card defines.
  public var name: String
  /// The channel width, in meters.
  public var width: Double
  /// The channel length, in meters.
  public var length: Double
  /// The voltage of the gate line, in volts.
  public var gateVoltage: Double
  /// The temperature, in degrees Celsius.
  public var temperature: Double
  /// The temperature at which the parameters of the card were found, in degrees Celsius.
  public var nominalTemperature: Double
  /// The channel.
  public var characteristic: TransistorCharacteristic

  /// Creates a record of a transistor.
  ///
  /// - Parameters:
  ///   - transistor: The transistor.
  ///   - card: Its card.
  ///   - temperature: The temperature, in degrees Celsius.
  ///   - characteristic: The channel.
  public init(
    of transistor: AccessTransistor, card: AccessTransistor.ModelCard, temperature: Double,
    characteristic: TransistorCharacteristic
  ) {
    self.card = card.content
    name = card.name
    width = transistor.width
    length = transistor.length
    gateVoltage = transistor.gateVoltage
    self.temperature = temperature
    nominalTemperature = transistor.nominalTemperature
    self.characteristic = characteristic
  }

  /// Reads a record.
  ///
  /// - Parameter document: A TOML document as `docs/formats.md` describes it.
  /// - Throws: `InputError` with file, line and key if it is not one.
  public init(_ document: ConfigurationDocument) throws {
    let root = document.root
    _ = try root.integer("schema", in: 1...1)
    card = try root.string("card")
    name = try root.string("card_name")
    width = try root.number("width_meter")
    length = try root.number("length_meter")
    gateVoltage = try root.number("gate_voltage_volt")
    temperature = try root.number("temperature_celsius")
    // Records without the key were measured with parameters of the array's own temperature.
    nominalTemperature = try root.optionalNumber("nominal_temperature_celsius") ?? temperature
    let lowest = try root.number("lowest_voltage_volt", in: -1e3...0)
    let highest = try root.number("highest_voltage_volt", in: 1e-6...1e3)
    let across = try root.number("highest_voltage_across_volt", in: 1e-6...1e3)
    let rows = try root.integer("lower_points", in: 1...256)
    let columns = try root.integer("across_points", in: 1...256)
    let values =
      try root.optionalNumbers(
        "conductances_siemens", in: .leastNonzeroMagnitude...1e6) ?? []
    guard values.count == rows * columns else {
      throw root.refusal(
        of: "conductances_siemens", found: "\(values.count) numbers",
        accepted: "\(rows) × \(columns) numbers, as lower_points and across_points say")
    }
    characteristic = TransistorCharacteristic(
      lowerRange: lowest...highest, acrossRange: 0...across,
      conductances: Matrix(rows: rows, columns: columns, elements: values))
    try root.finish()
  }

  /// The record as a TOML document.
  public var text: String {
    let conductances = characteristic.conductances
    var lines = [
      "# The channel of an access transistor at Chebyshev points, measured by the simulator with",
      "# `assay transistor`; generated, not to be edited.",
      "schema = 1",
      "card = '''", card + "'''",
      "card_name = \"\(name)\"",
      "width_meter = \(width)",
      "length_meter = \(length)",
      "gate_voltage_volt = \(gateVoltage)",
      "temperature_celsius = \(temperature)",
    ]
    if nominalTemperature != temperature {
      lines.append("nominal_temperature_celsius = \(nominalTemperature)")
    }
    lines += [
      "lowest_voltage_volt = \(characteristic.lowerRange.lowerBound)",
      "highest_voltage_volt = \(characteristic.lowerRange.upperBound)",
      "highest_voltage_across_volt = \(characteristic.acrossRange.upperBound)",
      "lower_points = \(conductances.rows)",
      "across_points = \(conductances.columns)",
      "conductances_siemens = [",
    ]
    for row in 0..<conductances.rows {
      lines.append(conductances.row(row).map { "\($0)" }.joined(separator: ",") + ",")
    }
    return lines.joined(separator: "\n") + "\n]\n"
  }
}

extension AccessTransistor.ModelCard {
  /// The lines without comments, one space between words.
  public var content: String {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first, !first.hasPrefix("*") else { return nil }
      return words.joined(separator: " ")
    }.joined(separator: "\n")
  }
}
