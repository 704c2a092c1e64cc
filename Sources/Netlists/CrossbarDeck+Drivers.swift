internal import Crossbars
internal import LinearAlgebra

extension CrossbarDeck {
  /// The source of a row and its output resistances; nothing where the driver is disconnected.
  func driver(_ row: Int) -> [String] {
    guard connections[row] else { return openRow(row) }
    let source = nodes.driver(row)
    var lines: [String]
    let voltages = driverVoltages.column(row)
    if voltages.allSatisfy({ $0 == voltages[0] }) {
      lines = ["vin\(row) \(source) 0 dc \(voltages[0])"]
    } else {
      let parts = voltages.map(BehavioralNumber.init)
      lines = ["bin\(row) \(source) 0 v=pwl(v(index),"]
      lines += table(parts.map(\.leading))
      if parts.contains(where: { $0.remainder != 0 }) {
        lines.append("+ +pwl(v(index),")
        lines += table(parts.map(\.remainder))
      }
    }
    let resistance = crossbar.technology.driverResistance
    guard resistance != 0 else { return lines }
    for (name, column) in zip(["rdrv", "rdrw"], nodes.drivenColumns) {
      lines.append("\(name)\(row) \(source) \(nodes.wordLine(row, column)) \(resistance)")
    }
    return lines
  }

  /// A word line that neither a driver nor a cell connects has no voltage, which the simulator
  /// calls a singular matrix; a source of 0 V that carries no current gives it one.
  private func openRow(_ row: Int) -> [String] {
    guard crossbar.conductances.row(row).allSatisfy({ $0 == 0 }) else { return [] }
    return ["vopen\(row) \(nodes.wordLine(row, 0)) 0 dc 0"]
  }

  /// The points of a look-up table over the index, as continuation lines that close it.
  private func table(_ values: [Double]) -> [String] {
    let points = values.enumerated().map { "\($0),\($1)" }
    return stride(from: 0, to: points.count, by: 16).map { first in
      let isLast = first + 16 >= points.count
      let part = points[first..<min(first + 16, points.count)].joined(separator: ",")
      return "+ \(part)\(isLast ? ")" : ",")"
    }
  }
}
