public import Crossbars

extension MetalOxideDevice: NetlistDevice {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: A behavioral current source.
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    let values = coefficients(ofConductance: conductance)
    let voltage = "v(\(wordLine),\(bitLine))"
    return "bc\(name) \(wordLine) \(bitLine) i=\(voltage)*(\(BehavioralNumber(values.linear))"
      + "+\(BehavioralNumber(values.cubic))*\(voltage)*\(voltage))"
  }
}
