internal import Crossbars
internal import LinearAlgebra

/// The slope of an array's co-content along a line between two sets of node voltages.
///
/// The co-content of a network is Φ = Σ ∫ I dV over its elements, with V the voltage across each
/// (Millar 1951). Its derivative with respect to the voltage of a node is the sum of the currents that
/// leave the node, which Kirchhoff's law sets to zero, and it is convex because every element's
/// current rises with its voltage. Along the line v + t Δv it has the slope
///
///     dΦ/dt = Σ I(V + t ΔV) ΔV
///
/// over elements, which equals Σ F Δv over nodes (Tellegen) without the differences of large currents
/// that F is at nodes of short wires. Wires and ends are linear, so their part is a line in t and is
/// summed once; only cells are evaluated again for every t.
struct CocontentLine {
  private let cells: ArrayCells
  private let start: NodeVoltages
  private let change: NodeVoltages
  /// The wires' part of the slope: `constant + growth · fraction`.
  private var constant = 0.0
  private var growth = 0.0

  init(
    _ crossbar: Crossbar, cells: ArrayCells, from start: NodeVoltages, to end: NodeVoltages,
    drivers: [Double]
  ) {
    self.cells = cells
    self.start = start
    var change = end
    for cell in change.wordLine.indices {
      change.wordLine[cell] -= start.wordLine[cell]
      change.bitLine[cell] -= start.bitLine[cell]
    }
    self.change = change

    let columns = crossbar.columns
    let last = (crossbar.rows - 1) * columns
    let resistances = crossbar.technology.resistances
    for row in 0..<crossbar.rows {
      let first = row * columns
      add(start.wordLine[first] - drivers[row], change.wordLine[first], resistances.driver)
      for cell in first..<first + columns - 1 {
        add(
          start.wordLine[cell] - start.wordLine[cell + 1],
          change.wordLine[cell] - change.wordLine[cell + 1], resistances.rowSegment)
      }
    }
    for cell in 0..<last {
      add(
        start.bitLine[cell] - start.bitLine[cell + columns],
        change.bitLine[cell] - change.bitLine[cell + columns], resistances.columnSegment)
    }
    for cell in last..<last + columns {
      add(start.bitLine[cell], change.bitLine[cell], resistances.sense)
    }
  }

  private mutating func add(_ voltage: Double, _ change: Double, _ resistance: Double) {
    // The ends of a resistance of 0 Ω are one node: it stores nothing.
    guard resistance != 0 else { return }
    // I ΔV = (V + t ΔV) ΔV / R.
    constant += voltage * change / resistance
    growth += change * change / resistance
  }

  /// The derivative of the co-content, in watts, at a fraction of the way.
  func slope(at fraction: Double) -> Double {
    var sum = constant + growth * fraction
    for cell in start.wordLine.indices {
      let (word, bit) = (change.wordLine[cell], change.bitLine[cell])
      let current = cells.current(
        cell, word: start.wordLine[cell] + fraction * word,
        bit: start.bitLine[cell] + fraction * bit
      ).current
      sum += current * (word - bit)
    }
    return sum
  }
}
