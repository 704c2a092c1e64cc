internal import Crossbars

extension JARTCircuit {
  /// The current of the contact as an expression.
  ///
  /// - Parameters:
  ///   - voltage: The voltage over the contact, as an expression.
  ///   - factor: The factor of the current.
  /// - Returns: An expression with a branch for each direction and for the tangent.
  func contactExpression(_ voltage: String, factor: Double) -> String {
    let scale = BehavioralNumber(factor * forwardScale)
    let growth = "(exp(\(BehavioralNumber(forwardGrowth))*\(voltage))-1)"
    func forward(_ barrier: String?) -> String {
      guard let barrier else { return "\(scale)*sqrt(\(voltage))*\(growth)" }
      return "\(scale)*sqrt(\(voltage)+\(BehavioralNumber(forwardBarrier))*\(barrier))"
        + "*exp(-\(BehavioralNumber(forwardSlope))*\(barrier))*\(growth)"
    }
    let reverseScale = BehavioralNumber(factor * self.reverseScale)
    let thermal = BehavioralNumber(thermalVoltage)
    func reverse(_ barrier: String?) -> String {
      let height = barrier.map { "*exp(-\($0)/\(thermal))" } ?? ""
      return "-\(reverseScale)\(height)*(exp(-\(voltage)/\(thermal))-1)"
    }
    let barrier =
      "(\(BehavioralNumber(self.barrier))-\(BehavioralNumber(lowering))"
      + "*sqrt(sqrt(\(BehavioralNumber(depletion))+\(voltage))))"

    // The barrier exists below its end, on whichever side of zero volts that is.
    let end = barrierEnd
    let forwardPart =
      end <= 0
      ? forward(nil)
      : "(\(voltage)<\(BehavioralNumber(end))?(\(forward(barrier))):(\(forward(nil))))"
    let reversePart =
      end >= 0
      ? reverse(barrier)
      : end <= -reverseLimit
        ? reverse(nil)
        : "(\(voltage)<(\(BehavioralNumber(end)))?(\(reverse(barrier))):(\(reverse(nil))))"
    let limit = contact(at: -reverseLimit)
    let tangent =
      "(\(BehavioralNumber(factor * limit.current)))"
      + "+\(BehavioralNumber(factor * limit.slope))*(\(voltage)+\(BehavioralNumber(reverseLimit)))"
    return "\(voltage)>0?(\(forwardPart)):"
      + "(\(voltage)<(\(BehavioralNumber(-reverseLimit)))?(\(tangent)):(\(reversePart)))"
  }

  /// The current of the resistances behind the contact as an expression.
  ///
  /// Their voltage is R I + C I³. The real root of that cubic is
  /// I = 2 √(R/3C) sinh(asinh(3V/2R · √(3C/R)) / 3).
  ///
  /// - Parameters:
  ///   - voltage: The voltage over the resistances, as an expression.
  ///   - factor: The factor of the current.
  /// - Returns: The expression.
  func resistanceExpression(_ voltage: String, factor: Double) -> String {
    guard heating > 0 else { return "\(voltage)*\(BehavioralNumber(factor / resistance))" }
    let root = (resistance / (3 * heating)).squareRoot()
    let scale = BehavioralNumber(factor * 2 * root)
    let argument = BehavioralNumber(1.5 / (resistance * root))
    return "\(scale)*sinh(asinh(\(argument)*\(voltage))/3)"
  }
}
