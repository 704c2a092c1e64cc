internal import Configuration

extension CellTopology {
  /// Reads `cell.topology` and the table that belongs to it.
  ///
  /// - Parameters:
  ///   - root: The technology file.
  ///   - cell: Its table `[cell]`.
  ///   - temperature: The temperature of the array, in degrees Celsius.
  ///   - resources: The files that the technology names.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(
    _ root: ConfigurationTable, cell: ConfigurationTable, temperature: Double,
    resources: TechnologyResources
  ) throws {
    switch try cell.choice("topology", of: Self.names) {
    case Self.names[1]: self = .selector(try Selector(root.table("selector")))
    case Self.names[2]:
      self = .transistor(
        try AccessTransistor(
          root.table("transistor"), temperature: temperature, resources: resources))
    default: self = .memory
    }
  }
}

extension Selector: KeyedPart {
  /// The scales of current and voltage.
  public static let keys = [
    PartKey("saturation_current_ampere", \Self.saturationCurrent, in: 1e-18...1),
    PartKey("characteristic_voltage_volt", \Self.characteristicVoltage, in: 1e-3...1e3),
  ]

  /// Reads the table `[selector]`.
  init(_ table: ConfigurationTable) throws {
    self.init(saturationCurrent: 1, characteristicVoltage: 1)
    try table.read(Self.keys, into: &self)
  }
}

extension AccessTransistor: KeyedPart {
  /// The size of the channel, the voltage of the gate and the temperature of the parameters.
  public static let keys = [
    PartKey("width_meter", \Self.width, in: 1e-9...1e-2),
    PartKey("length_meter", \Self.length, in: 1e-9...1e-2),
    PartKey("gate_voltage_volt", \Self.gateVoltage, in: -100...100),
    nominalTemperatureKey,
  ]

  private static let nominalTemperatureKey = PartKey(
    "nominal_temperature_celsius", \Self.nominalTemperature, in: -200...1000, isOptional: true)

  /// The size of the channel and the voltage of the gate, and the parameters of a square law.
  public var parameters: [DeviceParameter] {
    // Records of transistors at the standard temperature are older than the key.
    let own = Self.keys.filter {
      $0.name != Self.nominalTemperatureKey.name
        || nominalTemperature != Self.standardNominalTemperature
    }.compactMap { $0.parameter(of: self) }
    guard case .level1(let law) = model else { return own }
    return own + law.parameters
  }

  /// The name of the equations in a technology file.
  public var modelName: String {
    switch model {
    case .level1: Self.modelNames[0]
    case .bsim4: Self.modelNames[1]
    }
  }

  private static let modelNames = ["level-1", "bsim4"]

  /// Reads the table `[transistor]`.
  init(
    _ table: ConfigurationTable, temperature: Double, resources: TechnologyResources
  ) throws {
    guard try table.choice("model", of: Self.modelNames) == Self.modelNames[1] else {
      self.init(
        model: .level1(try Level1Parameters(table)), width: 0, length: 0, gateVoltage: 0)
      try table.read(Self.keys, into: &self)
      try refuseTemperature(temperature, table)
      return
    }
    let file = try table.string("card_file")
    let card = ModelCard(
      file: file, name: try table.string("card_name"),
      text: try resources.text(of: file, for: table, key: "card_file"))
    if let refusal = card.refusal {
      throw table.refusal(
        of: "card_file", found: "\"\(file)\", \(refusal.location): \(refusal.found)",
        accepted: refusal.accepted)
    }
    self.init(model: .bsim4(card), width: 0, length: 0, gateVoltage: 0)
    try table.read(Self.keys, into: &self)
    try readCharacteristic(table, of: card, temperature: temperature, resources: resources)
  }

  /// Refuses a square law that stands for nothing at the temperature of the array.
  private func refuseTemperature(_ temperature: Double, _ table: ConfigurationTable) throws {
    guard case .level1(let law) = model else { return }
    let moved = law.moved(from: nominalTemperature, to: temperature)
    let values = Level1Parameters.keys.map { moved[keyPath: $0.property] }
    // Below that the square root of the body effect is all slope.
    let least = 0.01
    guard !(moved.surfacePotential >= least && values.allSatisfy(\.isFinite)) else { return }
    throw table.refusal(
      of: "surface_potential_volt",
      found: "parameters at \(nominalTemperature) °C that leave a surface potential of "
        + "\(moved.surfacePotential) V at the \(temperature) °C of the array",
      accepted: "at least \(least) V there, or another nominal_temperature_celsius")
  }

  /// Reads the characteristic that belongs to a card.
  private mutating func readCharacteristic(
    _ table: ConfigurationTable, of card: ModelCard, temperature: Double,
    resources: TechnologyResources
  ) throws {
    let key = "characteristic_file"
    let file = try table.string(key)
    let record = try TransistorRecord(
      ConfigurationDocument(
        text: resources.text(of: file, for: table, key: key), source: file))
    let wanted = TransistorRecord(
      of: self, card: card, temperature: temperature, characteristic: record.characteristic)
    guard record == wanted else {
      throw table.refusal(
        of: key,
        found:
          "\"\(file)\", the characteristic of another card, size, gate voltage, temperature or "
          + "nominal temperature",
        accepted: "what `assay transistor` writes for this transistor")
    }
    var card = card
    card.characteristic = record.characteristic
    model = .bsim4(card)
  }
}

extension Level1Parameters: KeyedPart {
  /// The parameters of the square law.
  public static let keys = [
    PartKey("threshold_voltage_volt", \Self.thresholdVoltage, in: -10...10),
    PartKey("transconductance_ampere_per_volt2", \Self.transconductance, in: 1e-12...1e3),
    PartKey(
      "channel_length_modulation_per_volt", \Self.channelLengthModulation, in: 0...10,
      isOptional: true),
    PartKey("body_effect_sqrt_volt", \Self.bodyEffect, in: 0...10, isOptional: true),
    PartKey("surface_potential_volt", \Self.surfacePotential, in: 0.1...2, isOptional: true),
    PartKey("drain_resistance_ohm", \Self.drainResistance, in: 0...1e9, isOptional: true),
    PartKey("source_resistance_ohm", \Self.sourceResistance, in: 0...1e9, isOptional: true),
    PartKey(
      "junction_saturation_current_ampere", \Self.junctionCurrent, in: 0...1e-3,
      isOptional: true),
  ]

  /// Reads the keys of a level-1 transistor.
  init(_ table: ConfigurationTable) throws {
    self.init(thresholdVoltage: 0, transconductance: 0)
    try table.read(Self.keys, into: &self)
  }
}
