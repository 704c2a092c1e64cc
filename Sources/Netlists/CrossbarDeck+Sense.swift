internal import Crossbars

extension CrossbarDeck {
  /// The input resistances of a column's sense circuit and the source that measures its current.
  func senseCircuit(_ column: Int) -> [String] {
    let sense = nodes.sense(column)
    let resistance = crossbar.technology.resistances.sense
    var lines: [String] = []
    if resistance != 0 {
      for (name, row) in zip(["rsns", "rsnt"], nodes.sensedRows) {
        lines.append("\(name)\(column) \(nodes.bitLine(row, column)) \(sense) \(resistance)")
      }
    }
    lines.append("vsense\(column) \(sense) \(nodes.ground(column)) dc 0")
    return lines + converters(column)
  }

  /// The amplifier of a column and the converter behind it; nothing for an ideal sink.
  private func converters(_ column: Int) -> [String] {
    let periphery = crossbar.technology.periphery
    guard let amplifier = periphery.amplifier else { return [] }
    let output = nodes.amplifierOutput(column)
    var lines = amplifier.netlistElements(
      named: "\(column)", input: nodes.ground(column), output: output,
      offset: crossbar.senseOffset(column))
    switch periphery.converter {
    case nil: break
    case .adc(let adc):
      lines += adc.netlistElements(
        named: "\(column)", input: output, output: nodes.converterOutput(column),
        mismatch: crossbar.converterMismatch(column))
    case .stochastic(let stochastic):
      lines += stochastic.netlistElements(
        named: "\(column)", input: output, output: nodes.converterOutput(column))
    }
    return lines
  }
}
