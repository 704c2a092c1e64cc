internal import Crossbars

extension ClockedSenseAmplifier {
  /// The decision of one sense amplifier at an operating point: 1, −1, or 0 where its latch would be metastable.
  ///
  /// - Parameters:
  ///   - name: What tells this sense amplifier from the others.
  ///   - input: The node of the voltage that it decides about.
  ///   - output: The node whose voltage is the decision.
  ///   - offset: What is added to the threshold, in volts.
  /// - Returns: Element lines.
  func netlistElements(
    named name: String, input: String, output: String, offset: Double
  ) -> [String] {
    let difference = "(v(\(input))-\(BehavioralNumber(thresholdVoltage + offset)))"
    let window = BehavioralNumber(metastableVoltage)
    return [
      "bsa\(name) \(output) 0 v=((\(difference)>=\(window))?1:0)-((\(difference)<=-\(window))?1:0)"
    ]
  }
}
