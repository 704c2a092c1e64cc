public import Crossbars

extension FilamentaryDevice: NetlistDevice {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: A behavioral current source for the gap and, behind an inner node, a resistor for
  ///   the filament.
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    let (nearest, factor) = nearestState(to: conductance)
    let state = state(ofConductance: nearest)
    guard state.gap > 0 else { return "rc\(name) \(wordLine) \(bitLine) \(1 / conductance)" }
    // A cell beyond the last state has the currents of that state times a factor.
    let filament = state.filament / factor
    let inner = filament > 0 ? "c\(name)" : bitLine
    let scale = BehavioralNumber(factor * values.characteristicVoltage / state.gap)
    let characteristic = BehavioralNumber(values.characteristicVoltage)
    let gap =
      "bc\(name) \(wordLine) \(inner) "
      + "i=\(scale)*sinh(v(\(wordLine),\(inner))/\(characteristic))"
    return filament > 0 ? "\(gap)\nrc\(name) \(inner) \(bitLine) \(filament)" : gap
  }
}
