internal import Crossbars
internal import LinearAlgebra

extension CrossbarDeck {
  /// The circuit: a title, all elements, the options and `.end`, without an analysis.
  public var circuit: String {
    lines().joined(separator: "\n") + "\n.end\n"
  }

  /// A deck that stock `ngspice -b` runs unchanged and that prints the column currents it finds.
  ///
  /// For one input vector there is a line `i(vsense0) = …` per column; for several there is a table
  /// with a line per input vector.
  ///
  /// - Parameter name: What the deck is of, for its title.
  /// - Returns: The text of the deck.
  public func standalone(name: String) -> String {
    var text = lines(name: name)
    text += [
      "",
      inputs.rows == 1
        ? "* One line per column: its current in amperes."
        : "* One line per input vector: its number twice, then the current of every column in amperes.",
      ".control",
      "set numdgt=16",
      "set width=65000",
      "set nobreak",
      "set noaskquit",
      analysis,
    ]
    // A line of 1023 characters is the longest that the simulator reads in a control block.
    for first in stride(from: 0, to: crossbar.columns, by: 32) {
      let vectors = currentVectors[first..<min(first + 32, crossbar.columns)]
      text.append("print \(vectors.joined(separator: " "))")
    }
    text += [".endc", ".end"]
    return text.joined(separator: "\n") + "\n"
  }

  private func lines(name: String = "crossbar") -> [String] {
    let technology = crossbar.technology
    // What follows the title's line would be a part of the circuit.
    let title = name.split(whereSeparator: \.isNewline).joined(separator: " ")
    var lines = [
      "* \(title): \(crossbar.rows) rows x \(crossbar.columns) columns, "
        + "\(technology.device.name) cells, \(inputs.rows) input vectors",
      ".options \(options)",
      "vindex index 0 dc 0",
    ]
    lines.reserveCapacity(3 * crossbar.rows * crossbar.columns + 1000)
    for row in 0..<crossbar.rows { lines += driver(row) }
    for row in 0..<crossbar.rows { appendRow(row, to: &lines) }
    appendColumns(to: &lines)
    return lines
  }

  private func driver(_ row: Int) -> [String] {
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

  private func appendRow(_ row: Int, to lines: inout [String]) {
    let technology = crossbar.technology
    let segment = technology.rowSegmentResistance
    for column in 0..<crossbar.columns {
      if segment != 0 && column > 0 {
        lines.append(
          "rw\(row)_\(column) \(nodes.wordLine(row, column - 1)) "
            + "\(nodes.wordLine(row, column)) \(segment)")
      }
      let conductance = crossbar.conductances[row, column]
      guard conductance != 0 else { continue }
      lines.append(
        technology.device.element(
          named: "\(row)_\(column)", from: nodes.wordLine(row, column),
          to: nodes.bitLine(row, column), conductance: conductance))
    }
  }

  private func appendColumns(to lines: inout [String]) {
    let technology = crossbar.technology
    let segment = technology.columnSegmentResistance
    for column in 0..<crossbar.columns {
      if segment != 0 {
        for row in 1..<max(crossbar.rows, 1) {
          lines.append(
            "rb\(row)_\(column) \(nodes.bitLine(row - 1, column)) "
              + "\(nodes.bitLine(row, column)) \(segment)")
        }
      }
      let sense = nodes.sense(column)
      if technology.senseResistance != 0 {
        lines.append(
          "rsns\(column) \(nodes.bitLine(crossbar.rows - 1, column)) \(sense) "
            + "\(technology.senseResistance)")
      }
      lines.append("vsense\(column) \(sense) 0 dc 0")
    }
  }
}
