internal import Crossbars

extension StochasticConverter {
  /// The mean of the converter of one column.
  ///
  /// - Parameters:
  ///   - name: What tells this converter from the others.
  ///   - input: The node of the voltage to convert.
  ///   - output: The node whose voltage is the mean of the outputs.
  /// - Returns: Element lines.
  func netlistElements(named name: String, input: String, output: String) -> [String] {
    let slope = BehavioralNumber(sensitivity / (fullScaleVoltage - zeroVoltage))
    let shift = BehavioralNumber(sensitivity * offset)
    return [
      "bmtj\(name) \(output) 0 v=tanh(\(slope)*(v(\(input))-\(BehavioralNumber(zeroVoltage)))"
        + "-\(shift))"
    ]
  }
}
