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
    ]
    // A line of 1023 characters is the longest that the simulator reads in a control block.
    text += DeckText.control(
      analysis,
      printing: stride(from: 0, to: crossbar.columns, by: 32).map { first in
        currentVectors[first..<min(first + 32, crossbar.columns)].joined(separator: " ")
      })
    return text.joined(separator: "\n") + "\n"
  }

  private func lines(name: String = "crossbar") -> [String] {
    let technology = crossbar.technology
    var lines = [
      "* \(DeckText.title(name)): \(crossbar.rows) rows x \(crossbar.columns) columns, "
        + "\(technology.cell.device.name) cells\(topologyName), \(inputs.rows) input vectors",
      ".options \(options)",
      "vindex index 0 dc 0",
    ]
    lines.reserveCapacity(3 * crossbar.rows * crossbar.columns + 1000)
    for row in 0..<crossbar.rows { lines += driver(row) }
    appendCells(to: &lines)
    for column in 0..<crossbar.columns { lines += senseCircuit(column) }
    return lines + pairCircuits()
  }

  /// The topology behind the name of the memory device; nothing for the memory device alone.
  var topologyName: String {
    let topology = crossbar.technology.cell.topology
    return topology == .memory ? "" : " in \(topology.name)"
  }
}
