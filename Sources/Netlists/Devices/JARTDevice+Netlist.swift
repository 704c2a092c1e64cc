public import Crossbars

extension JARTDevice: NetlistDevice {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The current over the voltage at the reference voltage, in siemens; positive.
  /// - Returns: Two behavioral current sources with a node between them: the contact, and the
  ///   resistances behind it.
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    let (circuit, factor) = circuit(ofConductance: conductance)
    let inner = "c\(name)"
    return "bc\(name) \(wordLine) \(inner) "
      + "i=\(circuit.contactExpression("v(\(wordLine),\(inner))", factor: factor))\n"
      + "bs\(name) \(inner) \(bitLine) "
      + "i=\(circuit.resistanceExpression("v(\(inner),\(bitLine))", factor: factor))"
  }
}
