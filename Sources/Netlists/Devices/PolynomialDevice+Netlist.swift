public import Crossbars

extension PolynomialDevice: NetlistDevice {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: A behavioral current source: the polynomial, and its tangents beyond the largest
  ///   voltage.
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    let voltage = "v(\(wordLine),\(bitLine))"
    let sum = coefficients(ofConductance: conductance).reversed().reduce("") { sum, value in
      let number = "(\(BehavioralNumber(value)))"
      return sum.isEmpty ? number : "(\(number)+\(voltage)*\(sum))"
    }
    func tangent(_ end: Double) -> String {
      let current = BehavioralNumber(current(at: end, conductance: conductance))
      let slope = BehavioralNumber(slope(at: end, conductance: conductance))
      return "(\(current))+(\(slope))*(\(voltage)-(\(end)))"
    }
    return "bc\(name) \(wordLine) \(bitLine) i=\(voltage)>\(largestVoltage)?"
      + "\(tangent(largestVoltage)):"
      + "(\(voltage)<(\(-largestVoltage))?\(tangent(-largestVoltage)):\(voltage)*\(sum))"
  }
}
