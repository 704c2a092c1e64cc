internal import Crossbars

extension TransimpedanceAmplifier {
  /// The amplifier of one column: feedback resistor, offset, operational amplifier.
  ///
  /// A saturating amplifier is written in its state q (see ``TransimpedanceAmplifier/knee``): a
  /// source holds the input at the voltage that belongs to q, and a copy of that source's current,
  /// alone at the node of q, must vanish. The curve is the same as that of a source of
  /// −S tanh(A₀ (x − e) / S), which the simulator solves only by source stepping once an amplifier
  /// leaves its saturation.
  ///
  /// - Parameters:
  ///   - name: What tells this amplifier from the others.
  ///   - input: The node that the current flows into.
  ///   - output: The node of the output.
  ///   - offset: The offset voltage, in volts.
  /// - Returns: Element lines.
  func netlistElements(
    named name: String, input: String, output: String, offset: Double
  ) -> [String] {
    let lines = [
      "rfb\(name) \(input) \(output) \(feedbackResistance)",
      "vos\(name) \(input) tx\(name) dc \(offset)",
    ]
    guard !isLinear else {
      return lines + ["eop\(name) \(output) 0 0 tx\(name) \(openLoopGain)"]
    }
    let limit = BehavioralNumber(knee)
    let saturation = BehavioralNumber(saturationVoltage)
    let state = "v(tq\(name))"
    let inner = "min(max(\(state),-\(limit)),\(limit))"
    let argument = "atanh(\(inner)/\(saturation))"
    return lines + [
      "btx\(name) tx\(name) 0 v=\(BehavioralNumber(saturationVoltage / openLoopGain))*\(argument)"
        + "+\(state)-\(inner)",
      "ftq\(name) 0 tq\(name) vos\(name) 1",
      "bop\(name) \(output) 0 v=-\(saturation)*tanh(\(argument)"
        + "+\(BehavioralNumber(openLoopGain / saturationVoltage))*(\(state)-\(inner)))",
    ]
  }
}
