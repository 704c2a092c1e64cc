internal import Crossbars

extension Selector {
  /// The line that describes one selector.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - inner: The node between selector and memory.
  /// - Returns: A behavioral current source.
  func netlistElement(named name: String, from wordLine: String, to inner: String) -> String {
    let characteristic = BehavioralNumber(characteristicVoltage)
    return "bsel\(name) \(wordLine) \(inner) "
      + "i=\(BehavioralNumber(saturationCurrent))*sinh(v(\(wordLine),\(inner))/\(characteristic))"
  }
}
