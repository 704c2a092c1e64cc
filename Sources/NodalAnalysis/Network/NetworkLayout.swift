internal import Crossbars
internal import LinearAlgebra

/// The nodes of an array and the resistors between them, for one set of connected drivers.
///
/// Nodes that a resistance of 0 Ω joins are one. The unknown nodes are numbered first; the sources
/// of the drivers follow, then the sinks of the columns.
///
/// A row without a driver and without a cell of more than 0 S is an island: no current can flow in
/// it, and nothing determines its voltage. The matrix would be singular for a number that no current
/// depends on, so such a row is held at the 0 V of its own source, as it is in a SPICE deck. All other
/// nodes are determined: a column always has its sense circuit, and a floating row with a cell has
/// the column behind it.
struct NetworkLayout {
  /// A resistor.
  struct Wire {
    var from: Int
    var to: Int
    /// The conductance, in siemens.
    var conductance: Double
  }

  /// The number of unknown nodes.
  private(set) var unknowns = 0
  /// The word-line node of every cell.
  private(set) var wordNode: [Int]
  /// The bit-line node of every cell.
  private(set) var bitNode: [Int]
  /// The input node of every column's amplifier; empty without amplifiers.
  private(set) var amplifierNode: [Int] = []
  /// All resistors.
  private(set) var wires: [Wire] = []
  /// The cells that are there: those of more than 0 S.
  let cells: [Int]
  /// The number of rows.
  let rows: Int
  /// The number of columns.
  let columns: Int

  init(_ crossbar: Crossbar, connections: [Bool]) {
    rows = crossbar.rows
    columns = crossbar.columns
    let (rows, columns) = (rows, columns)
    let conductances = crossbar.conductances.elements
    cells = conductances.indices.filter { conductances[$0] != 0 }
    wordNode = Array(repeating: -1, count: rows * columns)
    bitNode = wordNode

    // Until the number of unknowns is known, a source is −2 − row and a sink −2 − rows − column.
    var ends: [(Int, Int, Double)] = []
    placeRows(crossbar, connections, &ends)
    placeColumns(crossbar, &ends)
    func settle(_ node: Int) -> Int { node >= 0 ? node : unknowns - node - 2 }
    for cell in wordNode.indices {
      wordNode[cell] = settle(wordNode[cell])
      bitNode[cell] = settle(bitNode[cell])
    }
    for (from, to, resistance) in ends {
      wires.append(Wire(from: settle(from), to: settle(to), conductance: 1 / resistance))
    }
  }

  private mutating func newNode() -> Int {
    unknowns += 1
    return unknowns - 1
  }

  private mutating func placeRows(
    _ crossbar: Crossbar, _ connections: [Bool], _ ends: inout [(Int, Int, Double)]
  ) {
    let driver = crossbar.technology.resistances.driver
    for (row, segment) in crossbar.rowSegments.enumerated() {
      let source = -2 - row
      guard connections[row] || crossbar.hasCells(inRow: row) else {
        for column in 0..<columns { wordNode[row * columns + column] = source }
        continue
      }
      let driven = connections[row] ? crossbar.driverColumns : []
      let first = row * columns
      let isJoined = segment == 0
      let shared =
        isJoined ? (driver == 0 && connections[row] ? source : newNode()) : 0
      for column in 0..<columns {
        let isHeld = driver == 0 && driven.contains(column)
        wordNode[first + column] = isJoined ? shared : isHeld ? source : newNode()
        if !isJoined && column > 0 {
          ends.append((wordNode[first + column - 1], wordNode[first + column], segment))
        }
      }
      if driver != 0 {
        for column in driven { ends.append((source, wordNode[first + column], driver)) }
      }
    }
  }

  private mutating func placeColumns(
    _ crossbar: Crossbar, _ ends: inout [(Int, Int, Double)]
  ) {
    let sense = crossbar.technology.resistances.sense
    let hasAmplifier = crossbar.technology.periphery.amplifier != nil
    for (column, segment) in crossbar.columnSegments.enumerated() {
      let sink = hasAmplifier ? newNode() : -2 - rows - column
      if hasAmplifier { amplifierNode.append(sink) }
      let isJoined = segment == 0
      let shared = isJoined ? (sense == 0 ? sink : newNode()) : 0
      for row in 0..<rows {
        let cell = row * columns + column
        let isHeld = sense == 0 && crossbar.senseRows.contains(row)
        bitNode[cell] = isJoined ? shared : isHeld ? sink : newNode()
        if !isJoined && row > 0 {
          ends.append((bitNode[cell - columns], bitNode[cell], segment))
        }
      }
      if sense != 0 {
        for row in crossbar.senseRows {
          ends.append((bitNode[row * columns + column], sink, sense))
        }
      }
    }
  }
}
