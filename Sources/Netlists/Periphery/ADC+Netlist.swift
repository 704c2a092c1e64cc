internal import Crossbars

extension ADC {
  /// The converter of one column.
  ///
  /// Without deviations the code is floor(position + ½), limited to the codes that there are. With
  /// them a flash is the sum of its comparators, and a SAR converter a source per bit, which keeps
  /// its bit if the position reaches the weight of the bits kept so far and its own.
  ///
  /// - Parameters:
  ///   - name: What tells this converter from the others.
  ///   - input: The node of the voltage to convert.
  ///   - output: The node whose voltage is the code.
  ///   - mismatch: The deviations of the elements, in steps of the least significant bit; nil for
  ///     none.
  /// - Returns: Element lines.
  func netlistElements(
    named name: String, input: String, output: String, mismatch: [Double]?
  ) -> [String] {
    let position = "v(ap\(name))"
    var lines = [
      "bap\(name) ap\(name) 0 v=(v(\(input))-\(BehavioralNumber(zeroVoltage)))"
        + "*\(BehavioralNumber(positionSlope))+\(BehavioralNumber(offset))"
    ]
    guard let mismatch else {
      lines.append(
        "badc\(name) \(output) 0 v=min(\(largestCode),max(0,floor(\(position)+0.5)))")
      return lines
    }
    switch architecture {
    case .flash:
      let comparators = thresholds(mismatch: mismatch).map {
        "((\(position)>=\(BehavioralNumber($0)))?1:0)"
      }
      lines.append("badc\(name) \(output) 0 v=0")
      for first in stride(from: 0, to: comparators.count, by: 8) {
        let part = comparators[first..<min(first + 8, comparators.count)]
        lines.append("+ +" + part.joined(separator: "+"))
      }
    case .successiveApproximation:
      let weights = capacitorWeights(mismatch: mismatch)
      var kept = ""
      for bit in (0..<bits).reversed() {
        let weight = BehavioralNumber(weights[bit])
        lines.append(
          "bab\(name)_\(bit) ab\(name)_\(bit) 0 v=((\(position)+0.5>=\(weight)\(kept))?1:0)")
        kept += "+\(weight)*v(ab\(name)_\(bit))"
      }
      let sum = (0..<bits).map { "\(1 << $0)*v(ab\(name)_\($0))" }.joined(separator: "+")
      lines.append("badc\(name) \(output) 0 v=\(sum)")
    }
    return lines
  }
}
