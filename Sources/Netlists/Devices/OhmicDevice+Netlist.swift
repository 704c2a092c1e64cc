public import Crossbars

extension OhmicDevice: NetlistDevice {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: A resistor.
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    "rc\(name) \(wordLine) \(bitLine) \(1 / conductance)"
  }
}
