internal import Configuration

extension Periphery {
  /// Reads the tables `[dac]`, `[tia]`, `[adc]` and `[stochastic]`; all are optional.
  ///
  /// - Parameter root: The technology file.
  /// - Throws: `InputError` if a key is unknown, missing or out of range, or if a converter stands
  ///   behind an amplifier that there is not.
  init(_ root: ConfigurationTable) throws {
    self.init()
    dac = try root.optionalTable("dac").map(LadderDAC.init)
    amplifier = try root.optionalTable("tia").map(TransimpedanceAmplifier.init)
    let adc = try root.optionalTable("adc").map(ADC.init)
    let stochastic = try root.optionalTable("stochastic").map(StochasticConverter.init)
    for (key, isPresent) in [("adc", adc != nil), ("stochastic", stochastic != nil)]
    where isPresent && amplifier == nil {
      throw root.refusal(
        of: key, found: "a converter without an amplifier", accepted: "[\(key)] together with [tia]"
      )
    }
    guard adc == nil || stochastic == nil else {
      throw root.refusal(
        of: "stochastic", found: "two converters behind one amplifier",
        accepted: "[adc] or [stochastic]")
    }
    converter = adc.map(ColumnConverter.adc) ?? stochastic.map(ColumnConverter.stochastic)
  }
}

extension LadderDAC {
  fileprivate init(_ table: ConfigurationTable) throws {
    self.init(
      bits: try table.integer("bits", in: 1...16),
      unitResistance: try table.number("unit_resistance_ohm", in: 1...1e9),
      switchResistance: try table.optionalNumber("switch_resistance_ohm", in: 0...1e9) ?? 0)
  }
}

extension TransimpedanceAmplifier {
  fileprivate init(_ table: ConfigurationTable) throws {
    self.init(
      feedbackResistance: try table.number("feedback_resistance_ohm", in: 1e-3...1e12),
      feedbackResistances: try table.optionalNumbers("feedback_resistances_ohm", in: 1e-3...1e12)
        ?? [],
      openLoopGain: try table.number("open_loop_gain", in: 1...1e12),
      saturationVoltage: try table.optionalNumber("saturation_voltage_volt", in: 1e-3...1e3)
        ?? .infinity)
  }
}

extension ADC {
  fileprivate init(_ table: ConfigurationTable) throws {
    let word = try table.choice("architecture", of: Architecture.allCases.map(\.rawValue))
    let architecture = Architecture(rawValue: word) ?? .flash
    self.init(
      architecture: architecture,
      // A flash has a comparator per code, all of which stand in the deck.
      bits: try table.integer("bits", in: 1...(architecture == .flash ? 10 : 16)),
      zeroVoltage: try table.number("zero_voltage_volt", in: -1e3...1e3),
      fullScaleVoltage: try table.number("full_scale_voltage_volt", in: -1e3...1e3),
      offset: try table.optionalNumber("offset_lsb", in: -1e3...1e3) ?? 0,
      gainError: try table.optionalNumber("gain_error", in: -0.5...0.5) ?? 0,
      mismatch: try table.optionalNumber("mismatch_lsb", in: 0...10) ?? 0)
    try table.requireSpan(from: zeroVoltage, to: fullScaleVoltage)
  }
}

extension StochasticConverter {
  fileprivate init(_ table: ConfigurationTable) throws {
    self.init(
      sensitivity: try table.number("sensitivity", in: -1e3...1e3),
      offset: try table.optionalNumber("offset", in: -1e3...1e3) ?? 0,
      zeroVoltage: try table.optionalNumber("zero_voltage_volt", in: -1e3...1e3) ?? 0,
      fullScaleVoltage: try table.number("full_scale_voltage_volt", in: -1e3...1e3))
    try table.requireSpan(from: zeroVoltage, to: fullScaleVoltage)
  }
}

extension ConfigurationTable {
  /// Refuses a converter whose range is too narrow to be divided into steps.
  fileprivate func requireSpan(from zero: Double, to fullScale: Double) throws {
    guard (fullScale - zero).magnitude >= 1e-6 else {
      throw refusal(
        of: "full_scale_voltage_volt", found: "\(fullScale) V, next to zero_voltage_volt",
        accepted: "a voltage at least 1e-6 V from it")
    }
  }
}
