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

  private static let pairs = """

    [tia]
    feedback_resistance_ohm = 20e3
    open_loop_gain = 1e4
    [difference]
    pairs = "separated"
    input_resistance_ohm = 10e3
    gain = 3
    open_loop_gain = 1e3
    saturation_voltage_volt = 0.9
    offset_volt = 1e-3
    [stochastic]
    sensitivity = 2
    full_scale_voltage_volt = 0.5
    samples = 8
    threshold_step = 0.25
    reset_failure = 0.02
    [mismatch]
    difference_offset_sigma_volt = 1e-3
    difference_resistor_relative_sigma = 0.01
    stochastic_offset_sigma = 0.05
    stochastic_sensitivity_relative_sigma = 0.1
    """

  @Test func `reads what stands behind pairs of columns`() throws {
    let technology = try read(Self.pairs)
    #expect(
      technology.periphery.difference
        == DifferenceAmplifier(
          pairs: .separated, inputResistance: 10e3, gain: 3, openLoopGain: 1e3,
          saturationVoltage: 0.9, offset: 1e-3))
    #expect(
      technology.periphery.stochastic
        == StochasticConverter(
          sensitivity: 2, fullScaleVoltage: 0.5, samples: 8, thresholdStep: 0.25,
          resetFailure: 0.02))
    #expect(
      technology.variation.mismatch
        == Mismatch(
          differenceOffset: 1e-3, differenceResistor: 0.01, stochasticOffset: 0.05,
          stochasticSensitivity: 0.1))
    #expect(technology.periphery.converterCount(of: 6) == 3)
    let latch = try read(
      "\n[tia]\nfeedback_resistance_ohm = 1e4\nopen_loop_gain = 10\n[sense_amplifier]\n"
        + "supply_voltage_volt = 1\nregeneration_time_second = 1e-11\n"
        + "decision_time_second = 2e-10\n[mismatch]\nsense_amplifier_offset_sigma_volt = 5e-3\n")
    #expect(
      latch.periphery.senseAmplifier
        == ClockedSenseAmplifier(
          supplyVoltage: 1, regenerationTime: 1e-11, decisionTime: 2e-10))
    #expect(latch.variation.mismatch.latchOffset == 5e-3)
    #expect(latch.periphery.converterCount(of: 6) == 6)
  }

  @Test(arguments: [
    ("pairs = \"separated\"", "pairs = \"halves\"", "pairs"), ("gain = 3", "gain = 0", "gain"),
    ("input_resistance_ohm = 10e3", "", "input_resistance_ohm"),
    ("offset_volt = 1e-3", "offset_millivolt = 1", "offset_millivolt"),
    ("samples = 8", "samples = 65", "samples"), ("samples = 8", "samples = 1", "threshold_step"),
    ("reset_failure = 0.02", "reset_failure = 1", "reset_failure"),
    ("sensitivity = 2", "sensitivity = 2\ncurve = \"c.csv\"", "sensitivity"),
    ("sensitivity = 2", "curve = \"none.csv\"", "curve"),
    ("[difference]", "[sense_amplifier]", "sense_amplifier"),
    ("difference_offset_sigma_volt", "sense_amplifier_offset_sigma_volt", "sense_amplifier"),
    ("open_loop_gain = 1e4", "open_loop_gain = 1e4\n[adc]\nbits = 8", "adc"),
  ])
  func `refuses what is no circuit of pairs`(found: String, replacement: String, key: String) throws
  {
    let text = Self.pairs.replacing(found, with: replacement, maxReplacements: 1)
    try #require(text != Self.pairs)
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(key))
  }

  @Test func `refuses a latch that has no time, and an odd number of columns`() throws {
    let latch =
      "\n[tia]\nfeedback_resistance_ohm = 1e4\nopen_loop_gain = 10\n[sense_amplifier]\n"
      + "supply_voltage_volt = 1\nregeneration_time_second = 1e-11\ndecision_time_second = 5e-12\n"
    #expect(throws: InputError.self) { try read(latch) }
    let technology = try read(Self.pairs)
    let cell = technology.cell.onConductance
    #expect(throws: InputError.self) {
      try Crossbar(
        technology: technology, validating: Matrix(rows: 2, columns: 3, repeating: cell),
        source: "G.npy")
    }
    #expect(throws: Never.self) {
      try Crossbar(
        technology: technology, validating: Matrix(rows: 2, columns: 4, repeating: cell),
        source: "G.npy")
    }
  }
}
