internal import Crossbars
internal import Foundation

extension TransimpedanceAmplifier {
  /// The current into the input node, in amperes, and its slope over the input's voltage.
  ///
  /// - Parameters:
  ///   - difference: The voltage between the input and the offset, in volts. It is far smaller
  ///     than the offset, and would lose its digits in a sum with it.
  ///   - offset: The offset, in volts.
  /// - Returns: The current, in amperes, and its slope, in siemens.
  func inputCurrent(
    at difference: Double, offset: Double
  ) -> (current: Double, slope: Double) {
    // The output is −V_s tanh(A y / V_s) for a difference y, the input current (offset + y − output)/R_f.
    let output: Double
    let gain: Double
    if saturationVoltage.isFinite {
      let part = tanh(openLoopGain * difference / saturationVoltage)
      output = -saturationVoltage * part
      // A (1 − tanh²), whose factors keep their digits where the output is close to saturation.
      gain = openLoopGain * (1 - part) * (1 + part)
    } else {
      output = -openLoopGain * difference
      gain = openLoopGain
    }
    return (
      (offset + difference - output) / feedbackResistance, (1 + gain) / feedbackResistance
    )
  }

  /// The voltage of the input node behind resistances to given voltages, in volts.
  ///
  /// - Parameters:
  ///   - resistance: The resistance between the node and every end, in ohms; positive.
  ///   - ends: The voltages of the ends, in volts.
  ///   - offset: The offset, in volts.
  /// - Returns: The voltage, in volts.
  func inputVoltage(behind resistance: Double, from ends: [Double], offset: Double) -> Double {
    // With y the difference of the node from the offset, the current that leaves the node rises
    // with y, and has one sign beyond the offset and all ends.
    let bounds = [0, -offset] + ends.map { $0 - offset }
    let (low, high) = (bounds.min() ?? 0, bounds.max() ?? 0)
    // Newton's method between bounds that close in: the sum of a line and a saturating function is
    // steep at the offset and flat beyond, where Newton's steps alone would overshoot.
    var search = MonotoneRoot(from: low, to: high, resolution: 0x1p-60 * (high - low))
    var difference = 0.0
    var isLast = false
    while !isLast {
      var (value, slope) = inputCurrent(at: difference, offset: offset)
      for end in ends {
        value += (offset - end + difference) / resistance
        slope += 1 / resistance
      }
      guard
        let next = search.next(
          after: difference, value: value, slope: slope, relative: 1e-11)
      else { break }
      (difference, isLast) = next
    }
    return offset + difference
  }
}
