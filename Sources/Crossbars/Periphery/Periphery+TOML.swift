internal import Configuration

extension Periphery {
  /// Reads the tables `[dac]`, `[tia]` and `[adc]`; all are optional.
  ///
  /// - Parameter root: The technology file.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  init(_ root: ConfigurationTable) throws {
    self.init()
    if let table = try root.optionalTable("dac") {
      dac = LadderDAC(
        bits: try table.integer("bits", in: 1...16),
        unitResistance: try table.number("unit_resistance_ohm", in: 1...1e9),
        switchResistance: try table.optionalNumber("switch_resistance_ohm", in: 0...1e9) ?? 0)
    }
    if let table = try root.optionalTable("tia") {
      amplifier = TransimpedanceAmplifier(
        feedbackResistance: try table.number("feedback_resistance_ohm", in: 1e-3...1e12),
        openLoopGain: try table.number("open_loop_gain", in: 1...1e12),
        saturationVoltage: try table.optionalNumber("saturation_voltage_volt", in: 1e-3...1e3)
          ?? .infinity)
    }
    if let table = try root.optionalTable("adc") {
      guard amplifier != nil else {
        throw root.refusal(
          of: "adc", found: "an ADC without an amplifier", accepted: "[adc] together with [tia]")
      }
      let architecture = try table.choice(
        "architecture", of: ADC.Architecture.allCases.map(\.rawValue))
      adc = ADC(
        architecture: ADC.Architecture(rawValue: architecture) ?? .flash,
        bits: try table.integer("bits", in: 1...16),
        zeroVoltage: try table.number("zero_voltage_volt", in: -1e3...1e3),
        fullScaleVoltage: try table.number("full_scale_voltage_volt", in: -1e3...1e3),
        offset: try table.optionalNumber("offset_lsb", in: -1e3...1e3) ?? 0,
        gainError: try table.optionalNumber("gain_error", in: -0.5...0.5) ?? 0,
        mismatch: try table.optionalNumber("mismatch_lsb", in: 0...10) ?? 0)
    }
  }
}
