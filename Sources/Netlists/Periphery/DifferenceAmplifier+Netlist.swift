internal import Crossbars

extension DifferenceAmplifier {
  /// The amplifier of one pair of columns: four resistors, offset, operational amplifier.
  ///
  /// A saturating amplifier is written in its state (see `SaturatingStage`): what is between the inputs less what belongs
  /// to the state, as currents of linear sources alone at the node of the state, must vanish. A behavioral source of
  /// that difference would have to converge to a part of nothing, which rounding does not let it.
  ///
  /// - Parameters:
  ///   - name: What tells this amplifier from the others.
  ///   - positive: The node of the output of the first column's amplifier.
  ///   - negative: The node of the output of the second column's amplifier.
  ///   - output: The node of the output.
  ///   - deviation: How the amplifier deviates.
  /// - Returns: Element lines.
  func netlistElements(
    named name: String, positive: String, negative: String, output: String, deviation: Deviation
  ) -> [String] {
    let resistances = resistances(deviation)
    let lines = [
      "rd1\(name) \(positive) dm\(name) \(resistances[0])",
      "rd2\(name) dm\(name) \(output) \(resistances[1])",
      "rd3\(name) \(negative) dp\(name) \(resistances[2])",
      "rd4\(name) dp\(name) 0 \(resistances[3])",
    ]
    let offset = offset + deviation.offset
    guard !isLinear else {
      return lines + [
        "vdo\(name) de\(name) dp\(name) dc \(offset)",
        "edo\(name) \(output) 0 de\(name) dm\(name) \(openLoopGain)",
      ]
    }
    let stage = SaturatingStage(gain: openLoopGain, saturation: saturationVoltage)
    let limit = BehavioralNumber(stage.knee)
    let saturation = BehavioralNumber(saturationVoltage)
    let state = "v(dq\(name))"
    let inner = "min(max(\(state),-\(limit)),\(limit))"
    let argument = "atanh(\(inner)/\(saturation))"
    return lines + [
      "bdy\(name) dy\(name) 0 v=\(BehavioralNumber(saturationVoltage / openLoopGain))*\(argument)"
        + "+\(state)-\(inner)",
      "gd1\(name) 0 dq\(name) dp\(name) dm\(name) 1",
      "gd2\(name) dq\(name) 0 dy\(name) 0 1",
      "idq\(name) 0 dq\(name) dc \(offset)",
      "bdo\(name) \(output) 0 v=\(saturation)*tanh(\(argument)"
        + "+\(BehavioralNumber(openLoopGain / saturationVoltage))*(\(state)-\(inner)))",
    ]
  }
}
