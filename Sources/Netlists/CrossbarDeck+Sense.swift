internal import Crossbars

extension CrossbarDeck {
  /// The input resistance of a column's sense circuit and the source that measures its current.
  func senseCircuit(_ column: Int) -> [String] {
    let sense = nodes.sense(column)
    var lines: [String] = []
    if crossbar.technology.senseResistance != 0 {
      lines.append(
        "rsns\(column) \(nodes.bitLine(crossbar.rows - 1, column)) \(sense) "
          + "\(crossbar.technology.senseResistance)")
    }
    lines.append("vsense\(column) \(sense) 0 dc 0")
    return lines
  }
}
