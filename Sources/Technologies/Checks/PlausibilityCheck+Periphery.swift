internal import Crossbars
internal import Foundation

extension PlausibilityCheck {
  /// Amplifiers that a nominal load saturates, and converters whose range the outputs do not use.
  mutating func checkPeriphery() throws {
    guard let amplifier = technology.periphery.amplifier else { return }
    let gain = amplifier.openLoopGain
    if gain < 10 {
      try warn("tia", "open_loop_gain", "\(gain)", usual: "100 to 1e6")
    }
    guard let load else { return }
    let wanted = load.current * amplifier.feedbackResistance
    let about = String(
      format: "%.3g V at the nominal load of %.3g A (%d × %d, cells and inputs half on)", wanted,
      load.current,
      load.rows, load.columns)
    if wanted > amplifier.saturationVoltage {
      try warn(
        "tia", "feedback_resistance_ohm",
        "\(amplifier.feedbackResistance) Ω: \(about), beyond its saturation at "
          + "\(amplifier.saturationVoltage) V", usual: "an output below saturation")
    } else if wanted > 20 {
      try warn(
        "tia", "feedback_resistance_ohm", "\(amplifier.feedbackResistance) Ω: \(about)",
        usual: "an output of at most a few volts")
    }
    if let adc = technology.periphery.adc {
      try checkRange(
        "adc", zero: adc.zeroVoltage, full: adc.fullScaleVoltage, wanted: wanted,
        steps: Double(adc.largestCode))
    }
    if let converter = technology.periphery.stochastic {
      try checkRange(
        "stochastic", zero: converter.zeroVoltage, full: converter.fullScaleVoltage,
        wanted: wanted, steps: 4)
    }
  }

  /// The output of an amplifier is about −I R_f; a converter's range should hold it, and not a hundred
  /// times more.
  private mutating func checkRange(
    _ table: String, zero: Double, full: Double, wanted: Double, steps: Double
  ) throws {
    let position = (-wanted - zero) / (full - zero)
    let key = "full_scale_voltage_volt"
    let range = "\(zero) to \(full) V"
    let output = String(format: "outputs of %.3g V at the nominal load", -wanted)
    if position < 0 {
      try warn(
        table, key, "\(range), away from the \(output)",
        usual: "a range on the side of the outputs, which are −I R_f")
    } else if position > 4 {
      try warn(
        table, key, "\(range), which \(output) exceed \(Int(position.rounded())) times",
        usual: "a full scale of about the outputs at full load")
    } else if position < max(0.01, 1 / steps) {
      try warn(
        table, key,
        String(format: "%@, of which the %@ are %.2g %%", range, output, 100 * position),
        usual: "a full scale of about the outputs at full load")
    }
  }
}
