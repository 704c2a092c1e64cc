public import Crossbars

extension TunnelGapDevice: NetlistDevice {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: A behavioral current source that names the gap.
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    let scale = BehavioralNumber(currentScale)
    let length = BehavioralNumber(gapScale)
    let gap = BehavioralNumber(gap(ofConductance: conductance))
    let characteristic = BehavioralNumber(characteristicVoltage)
    return "bc\(name) \(wordLine) \(bitLine) "
      + "i=\(scale)*exp(-(\(gap))/\(length))*sinh(v(\(wordLine),\(bitLine))/\(characteristic))"
  }
}
