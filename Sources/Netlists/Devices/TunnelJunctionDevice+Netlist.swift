public import Crossbars

extension TunnelJunctionDevice: NetlistDevice {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: A resistor if the magnetoresistance does not fall, a behavioral current source
  ///   otherwise.
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    guard let halfVoltage, magnetoresistance > 0 else {
      return OhmicDevice().netlistElement(
        named: name, from: wordLine, to: bitLine, conductance: conductance)
    }
    let (state, factor) = nearestState(to: conductance)
    let share = 0.5 * (1 + direction(ofConductance: state))
    let scale = factor / parallelResistance
    let parallel = BehavioralNumber(scale * share)
    let antiparallel = BehavioralNumber(scale * (1 - share))
    let ratio = BehavioralNumber(magnetoresistance)
    let half = BehavioralNumber(halfVoltage)
    let voltage = "v(\(wordLine),\(bitLine))"
    return "bc\(name) \(wordLine) \(bitLine) i=\(voltage)*(\(parallel)+\(antiparallel)"
      + "/(1+\(ratio)/(1+(\(voltage)/\(half))*(\(voltage)/\(half)))))"
  }
}
