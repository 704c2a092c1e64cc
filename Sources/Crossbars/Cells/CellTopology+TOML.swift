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
    switch try cell.choice("topology", of: ["1R", "1S1R", "1T1R"]) {
    case "1S1R": self = .selector(try Selector(root.table("selector")))
    case "1T1R":
      self = .transistor(
        try AccessTransistor(
          root.table("transistor"), temperature: temperature, resources: resources))
    default: self = .memory
    }
  }
}

extension Selector {
  /// Reads the table `[selector]`.
  init(_ table: ConfigurationTable) throws {
    self.init(
      saturationCurrent: try table.number("saturation_current_ampere", in: 1e-18...1),
      characteristicVoltage: try table.number("characteristic_voltage_volt", in: 1e-3...1e3))
  }
}

extension AccessTransistor {
  /// Reads the table `[transistor]`.
  init(
    _ table: ConfigurationTable, temperature: Double, resources: TechnologyResources
  ) throws {
    let size = 1e-9...1e-2
    let width = try table.number("width_meter", in: size)
    let length = try table.number("length_meter", in: size)
    let gateVoltage = try table.number("gate_voltage_volt", in: -100...100)
    switch try table.choice("model", of: ["level-1", "bsim4"]) {
    case "bsim4":
      let file = try table.string("card_file")
      let card = ModelCard(
        file: file, name: try table.string("card_name"),
        text: try resources.text(of: file, for: table, key: "card_file"))
      if let refusal = card.refusal {
        throw table.refusal(
          of: "card_file", found: "\"\(file)\", \(refusal.location): \(refusal.found)",
          accepted: refusal.accepted)
      }
      self.init(model: .bsim4(card), width: width, length: length, gateVoltage: gateVoltage)
      try readCharacteristic(table, of: card, temperature: temperature, resources: resources)
    default:
      self.init(
        model: .level1(try Level1Parameters(table)), width: width, length: length,
        gateVoltage: gateVoltage)
    }
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
        found: "\"\(file)\", the characteristic of another card, size, gate voltage or "
          + "temperature",
        accepted: "what `assay transistor` writes for this transistor")
    }
    var card = card
    card.characteristic = record.characteristic
    model = .bsim4(card)
  }
}

extension Level1Parameters {
  /// Reads the keys of a level-1 transistor.
  init(_ table: ConfigurationTable) throws {
    self.init(
      thresholdVoltage: try table.number("threshold_voltage_volt", in: -10...10),
      transconductance: try table.number("transconductance_ampere_per_volt2", in: 1e-12...1e3),
      channelLengthModulation: try table.optionalNumber(
        "channel_length_modulation_per_volt", in: 0...10) ?? 0,
      bodyEffect: try table.optionalNumber("body_effect_sqrt_volt", in: 0...10) ?? 0,
      surfacePotential: try table.optionalNumber("surface_potential_volt", in: 0.1...2) ?? 0.6,
      drainResistance: try table.optionalNumber("drain_resistance_ohm", in: 0...1e9) ?? 0,
      sourceResistance: try table.optionalNumber("source_resistance_ohm", in: 0...1e9) ?? 0,
      junctionCurrent: try table.optionalNumber(
        "junction_saturation_current_ampere", in: 0...1e-3) ?? 1e-14)
  }
}
