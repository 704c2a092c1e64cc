internal import Configuration

extension FilamentaryDevice.Parameters: KeyedPart {
  /// The values of the law; the temperature is that of the array.
  public static let keys = [
    PartKey("gap_resistance_ohm", \Self.gapResistance, in: 1e-3...1e12),
    PartKey("gap_factor", \Self.gapFactor, in: 1e-6...1e6),
    PartKey("decay_length_meter", \Self.decayLength, in: 1e-12...1e-6),
    PartKey("activation_energy_electronvolt", \Self.activationEnergy, in: 0...5),
    PartKey(recorded: "temperature_kelvin", \Self.temperature),
    PartKey(SinhDevice.voltageKey, \Self.characteristicVoltage, in: SinhDevice.voltages),
    PartKey("filament_resistivity_ohm_meter", \Self.resistivity, in: 1e-12...1e6),
    PartKey("filament_cross_section_square_meter", \Self.crossSection, in: 1e-21...1e-9),
    PartKey("oxide_thickness_meter", \Self.thickness, in: 1e-10...1e-6),
  ]

  /// Reads the keys of a filament behind a gap.
  ///
  /// - Parameters:
  ///   - cell: The table `[cell]`.
  ///   - temperature: The temperature of the array, in kelvins.
  /// - Throws: `InputError` if a key is missing or out of range.
  init(_ cell: ConfigurationTable, temperature: Double) throws {
    self.init(
      gapResistance: 0, gapFactor: 0, decayLength: 0, activationEnergy: 0,
      temperature: temperature, characteristicVoltage: 0, resistivity: 0, crossSection: 0,
      thickness: 0)
    try cell.read(Self.keys, into: &self)
  }
}
