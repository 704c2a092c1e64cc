internal import Crossbars
internal import LinearAlgebra

extension CrossbarDeck {
  /// The source of a row and its output resistances; nothing where the driver is disconnected.
  func driver(_ row: Int) -> [String] {
    guard connections[row] else { return openRow(row) }
    let source = nodes.driver(row)
    var lines = converter(row) ?? self.source("in\(row)", at: source, driverVoltages.column(row))
    let resistance = crossbar.technology.resistances.driver
    guard resistance != 0 else { return lines }
    for (name, column) in zip(["rdrv", "rdrw"], nodes.drivenColumns) {
      lines.append("\(name)\(row) \(source) \(nodes.wordLine(row, column)) \(resistance)")
    }
    return lines
  }

  /// A word line that neither a driver nor a cell connects has no voltage, which the simulator
  /// calls a singular matrix; a source of 0 V that carries no current gives it one.
  private func openRow(_ row: Int) -> [String] {
    guard !crossbar.hasCells(inRow: row) else { return [] }
    return ["vopen\(row) \(nodes.wordLine(row, 0)) 0 dc 0"]
  }

  /// The DAC of a row, which holds the node of its driver; nil if the row has an ideal source.
  private func converter(_ row: Int) -> [String]? {
    guard let dac = crossbar.technology.periphery.dac else { return nil }
    let codes = (0..<inputs.rows).compactMap { sample in
      crossbar.driverCodes(for: inputs.row(sample)).map { Double($0[row]) }
    }
    return source("dc\(row)", at: nodes.driverCode(row), codes)
      + dac.netlistElements(
        named: "\(row)", code: nodes.driverCode(row), output: nodes.driver(row),
        readVoltage: crossbar.technology.read.voltage,
        mismatch: crossbar.deviations.ladderMismatch?.row(row))
  }

  /// A source that follows the batch; one that does not change is an independent source.
  private func source(_ name: String, at node: String, _ values: [Double]) -> [String] {
    values.allSatisfy { $0 == values[0] }
      ? ["v\(name) \(node) 0 dc \(values[0])"]
      : IndexTable(values).lines(after: "b\(name) \(node) 0 v=")
  }
}
