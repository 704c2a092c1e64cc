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
    if let difference = technology.periphery.difference {
      // Differences lie on either side of 0 and depend on the weights: no nominal load tells their size.
      guard let converter = technology.periphery.converter,
        technology.periphery.senseAmplifier == nil
      else { return }
      let ends = [converter.zeroVoltage, converter.fullScaleVoltage].map(\.magnitude)
      let largest = max(ends[0], ends[1])
      if largest > difference.saturationVoltage {
        try warn(
          technology.periphery.adc == nil ? "stochastic" : "adc", "full_scale_voltage_volt",
          "a range up to \(largest) V, of which the difference amplifier reaches "
            + "\(difference.saturationVoltage) V", usual: "a full scale below its saturation")
      }
      return
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
