internal import Crossbars

extension CrossbarDeck {
  /// The input resistances of a column's sense circuit and the source that measures its current.
  func senseCircuit(_ column: Int) -> [String] {
    let sense = nodes.sense(column)
    let resistance = crossbar.technology.senseResistance
    var lines: [String] = []
    if resistance != 0 {
      for (name, row) in zip(["rsns", "rsnt"], nodes.sensedRows) {
        lines.append("\(name)\(column) \(nodes.bitLine(row, column)) \(sense) \(resistance)")
      }
    }
    lines.append("vsense\(column) \(sense) 0 dc 0")
    return lines
  }
}
