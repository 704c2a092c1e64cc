internal import Crossbars
internal import LinearAlgebra

extension CrossbarDeck {
  /// The source of a row and its output resistance.
  func driver(_ row: Int) -> [String] {
    let source = nodes.driver(row)
    var lines: [String]
    let voltages = inputs.column(row)
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
    if crossbar.technology.driverResistance != 0 {
      lines.append(
        "rdrv\(row) \(source) \(nodes.wordLine(row, 0)) \(crossbar.technology.driverResistance)")
    }
    return lines
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
