internal import Crossbars

extension LadderDAC {
  /// The ladder of one row with its switches and its buffer.
  ///
  /// The switch of bit *k* is a source of the reference's polarity times
  /// floor(|code| / 2ᵏ) − 2 floor(|code| / 2ᵏ⁺¹), behind its resistance and that of the leg in one
  /// resistor. Half a step is added to the code, because a node's voltage is an integer up to
  /// rounding only.
  ///
  /// - Parameters:
  ///   - name: What tells this ladder from the others.
  ///   - code: The node whose voltage is the code.
  ///   - output: The node that the buffer drives.
  ///   - readVoltage: What the largest code of an ideal ladder gives, in volts.
  ///   - mismatch: The relative deviations of the resistors; nil for none.
  /// - Returns: Element lines.
  func netlistElements(
    named name: String, code: String, output: String, readVoltage: Double, mismatch: [Double]?
  ) -> [String] {
    let reference = BehavioralNumber(referenceVoltage(readVoltage: readVoltage))
    let magnitude = "(abs(v(\(code)))+0.5)"
    var lines = ["rend\(name) ld\(name)_0 0 \(terminatingResistance(mismatch: mismatch))"]
    for bit in 0..<bits {
      let step = 1 << bit
      lines += [
        "bbit\(name)_\(bit) lb\(name)_\(bit) 0 v=\(reference)*sgn(v(\(code)))"
          + "*(floor(\(magnitude)/\(step))-2*floor(\(magnitude)/\(2 * step)))",
        "rleg\(name)_\(bit) lb\(name)_\(bit) ld\(name)_\(bit) "
          + "\(legResistance(bit, mismatch: mismatch))",
      ]
      if bit + 1 < bits {
        lines.append(
          "rser\(name)_\(bit) ld\(name)_\(bit) ld\(name)_\(bit + 1) "
            + "\(seriesResistance(bit, mismatch: mismatch))")
      }
    }
    lines.append("ebuf\(name) \(output) 0 \(ladderOutput(named: name)) 0 1")
    return lines
  }

  /// The node of the ladder that the buffer reads.
  func ladderOutput(named name: String) -> String { "ld\(name)_\(bits - 1)" }
}
