public import Crossbars

/// A device that can be written as an element of a SPICE circuit.
public protocol NetlistDevice: Device {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: One element line.
  func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String
}

extension Device {
  /// The line that describes one cell of any device.
  func element(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    guard let device = self as? any NetlistDevice else {
      preconditionFailure("device \(self.name) has no netlist element")
    }
    return device.netlistElement(
      named: name, from: wordLine, to: bitLine, conductance: conductance)
  }
}
