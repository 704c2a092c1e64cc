internal import Configuration

extension JARTParameters: KeyedPart {
  private static let lengths = 1e-12...1e-6
  private static let concentrationLimits = 1e20...1e30
  private static let rangeKey = "disc_concentration_range_per_cubic_meter"

  /// The disc, whose length is at most that of the cell.
  private static let discKey = key("disc_length_meter", \.discLength, lengths)

  /// The sizes and the concentration of filament and plug.
  private static let geometry = [
    key("filament_radius_meter", \.filamentRadius, lengths),
    key("cell_length_meter", \.cellLength, lengths), discKey,
    key("plug_concentration_per_cubic_meter", \.plugConcentration, concentrationLimits),
  ]

  /// The transport through barrier, disc and lines.
  private static let transport = [
    key("electron_mobility_square_meter_per_volt_second", \.mobility, 1e-9...1),
    key("barrier_height_volt", \.barrierHeight, 0.01...5),
    key("fermi_offset_volt", \.fermiOffset, 0...5),
    key("static_permittivity", \.staticPermittivity, 1...1000),
    key("image_permittivity", \.imagePermittivity, 1...1000),
    key("richardson_constant_ampere_per_m2_k2", \.richardsonConstant, 1...1e7),
    key("series_resistance_ohm", \.seriesResistance, 0...1e9),
    key("line_resistance_ohm", \.lineResistance, 0...1e9),
    key("line_thermal_resistance_kelvin_per_watt", \.lineThermalResistance, 0...1e9),
    key("line_temperature_coefficient_per_kelvin", \.lineTemperatureCoefficient, 0...1),
    key("reference_voltage_volt", \.referenceVoltage, 1e-3...1),
  ]

  /// The keys of all numbers; what is absent has its published value.
  public static let keys = geometry + transport

  /// The values under their keys in a technology file.
  public var parameters: [DeviceParameter] {
    Self.geometry.compactMap { $0.parameter(of: self) }
      + [
        DeviceParameter(
          Self.rangeKey, values: [concentrations.lowerBound, concentrations.upperBound])
      ]
      + Self.transport.compactMap { $0.parameter(of: self) }
  }

  /// Reads the keys of a JART VCM cell.
  ///
  /// - Parameter reader: The reader of the table `[cell]`.
  /// - Throws: `InputError` if a value is out of range.
  init(_ reader: DeviceReader) throws {
    self.init()
    try reader.cell.read(Self.keys, into: &self)
    if try reader.cell.optionalNumbers(Self.rangeKey) != nil {
      concentrations = try reader.range(Self.rangeKey, in: Self.concentrationLimits)
    }
    guard discLength <= cellLength else {
      throw reader.cell.refusal(
        of: Self.discKey.name, found: "\(discLength) m, more than the cell has",
        accepted: "at most \(cellLength)")
    }
  }

  private static func key(
    _ name: String, _ property: any WritableKeyPath<Self, Double> & Sendable,
    _ accepted: ClosedRange<Double>
  ) -> PartKey<Self> {
    PartKey(name, property, in: accepted, isOptional: true)
  }
}
