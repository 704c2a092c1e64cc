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
    let lines = amplifier.netlistElements(
      named: "\(column)", input: nodes.ground(column), output: output,
      offset: crossbar.senseOffset(column))
    return periphery.difference == nil
      ? lines + converter(column, behind: output) : lines
  }

  /// The amplifiers behind pairs of columns with their converters, and what all converters share.
  func pairCircuits() -> [String] {
    let periphery = crossbar.technology.periphery
    var lines = periphery.stochastic?.referenceElements() ?? []
    guard let differences = crossbar.readout.differences else { return lines }
    for pair in 0..<crossbar.pairCount {
      let columns = differences.amplifier.pairs.columns(ofPair: pair, of: crossbar.columns)
      let output = nodes.differenceOutput(pair)
      lines += differences.amplifier.netlistElements(
        named: "\(pair)", positive: nodes.amplifierOutput(columns.positive),
        negative: nodes.amplifierOutput(columns.negative), output: output,
        deviation: differences.deviation(ofPair: pair))
      lines += converter(pair, behind: output)
    }
    return lines
  }

  /// The converter behind an amplifier; nothing if there is none.
  private func converter(_ number: Int, behind input: String) -> [String] {
    let (name, output) = ("\(number)", nodes.converterOutput(number))
    let deviations = crossbar.deviations
    switch crossbar.technology.periphery.converter {
    case nil: return []
    case .adc(let adc):
      return adc.netlistElements(
        named: name, input: input, output: output, mismatch: crossbar.converterMismatch(number))
    case .stochastic(let stochastic):
      return stochastic.netlistElements(
        named: name, input: input, output: output,
        deviation: deviations.stochasticDeviations?[number] ?? .none)
    case .senseAmplifier(let amplifier):
      return amplifier.netlistElements(
        named: name, input: input, output: output, offset: deviations.latchOffsets?[number] ?? 0)
    }
  }
}
