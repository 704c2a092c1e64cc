import Configuration
import Crossbars
import LinearAlgebra
import Testing

@Suite struct PeripheryFileTests {
  static let converters = """

    [dac]
    bits = 6
    unit_resistance_ohm = 10e3
    switch_resistance_ohm = 50
    [tia]
    feedback_resistance_ohm = 20e3
    open_loop_gain = 1e4
    saturation_voltage_volt = 0.9
    [adc]
    architecture = "sar"
    bits = 8
    zero_voltage_volt = 0
    full_scale_voltage_volt = -0.8
    offset_lsb = 0.3
    gain_error = 0.01
    mismatch_lsb = 0.1
    """

  private func read(_ text: String) throws -> Technology {
    try Technology(
      ConfigurationDocument(text: TechnologyFileTests.valid + text, source: "t.toml"))
  }

  @Test func `reads every value of every converter`() throws {
    let periphery = try read(Self.converters).periphery
    #expect(
      periphery
        == Periphery(
          dac: LadderDAC(bits: 6, unitResistance: 10e3, switchResistance: 50),
          amplifier: TransimpedanceAmplifier(
            feedbackResistance: 20e3, openLoopGain: 1e4, saturationVoltage: 0.9),
          converter: .adc(
            ADC(
              architecture: .successiveApproximation, bits: 8, zeroVoltage: 0,
              fullScaleVoltage: -0.8, offset: 0.3, gainError: 0.01, mismatch: 0.1))))
    let stochastic = try read(
      "\n[tia]\nfeedback_resistance_ohm = 1e4\nopen_loop_gain = 10\n[stochastic]\n"
        + "sensitivity = 4\nfull_scale_voltage_volt = -1\n"
    ).periphery
    #expect(stochastic.amplifier?.saturationVoltage == .infinity)
    #expect(stochastic.stochastic == StochasticConverter(sensitivity: 4, fullScaleVoltage: -1))
    #expect(try read("").periphery == .ideal)
  }

  @Test(arguments: [
    ("bits = 6", "bits = 17", "bits"), ("bits = 6", "bits = 0", "bits"),
    ("unit_resistance_ohm = 10e3", "unit_resistance_kohm = 10", "unit_resistance"),
    ("switch_resistance_ohm = 50", "switch_resistance_ohm = -1", "switch_resistance_ohm"),
    ("open_loop_gain = 1e4", "open_loop_gain = 0.5", "open_loop_gain"),
    ("saturation_voltage_volt = 0.9", "saturation_voltage_volt = 0", "saturation_voltage_volt"),
    ("feedback_resistance_ohm = 20e3", "feedback_resistance_ohm = inf", "feedback_resistance_ohm"),
    ("architecture = \"sar\"", "architecture = \"ramp\"", "architecture"),
    ("architecture = \"sar\"\nbits = 8", "architecture = \"flash\"\nbits = 11", "bits"),
    ("full_scale_voltage_volt = -0.8", "full_scale_voltage_volt = 0", "full_scale_voltage_volt"),
    ("gain_error = 0.01", "gain_error = -1", "gain_error"),
    ("[tia]", "[other]", "adc"),
    (
      "mismatch_lsb = 0.1",
      "mismatch_lsb = 0.1\n[stochastic]\nsensitivity = 4\nfull_scale_voltage_volt = 1", "stochastic"
    ),
  ])
  func `refuses what is no converter`(found: String, replacement: String, key: String) throws {
    let text = Self.converters.replacing(found, with: replacement)
    try #require(text != Self.converters)
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(key))
  }

  @Test func `refuses inputs beyond the largest code`() throws {
    let crossbar = Crossbar(
      technology: try read(Self.converters),
      conductances: Matrix(rows: 2, columns: 1, repeating: 1e-5))
    // The read voltage is 0.25 V, and half a step of six bits 2 mV.
    try crossbar.validate(inputs: Matrix([[0.25, -0.2519]]), source: "V.npy")
    #expect(throws: InputError.self) {
      try crossbar.validate(inputs: Matrix([[0.25, -0.2521]]), source: "V.npy")
    }
  }
}
