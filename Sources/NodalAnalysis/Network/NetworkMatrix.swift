internal import Crossbars
internal import LinearAlgebra

/// The matrix of slopes of an array's nodal equations, the Jacobian of ``NetworkEquations``.
///
/// Held nodes have no equation, and their columns go into the right sides. The pattern is that of the
/// array and never changes, so that the fill-reducing order and the place of every cell's four entries
/// are found once; what changes from step to step is added to the wires' own part. With cells of two
/// terminals the matrix is symmetric and its diagonal dominant; transistors make it unsymmetric.
struct NetworkMatrix {
  let ordering: SparseOrdering
  /// The entries of the resistors alone.
  private let wires: [Double]
  /// Four entries for every cell: word-line equation by word and bit line, bit-line equation by
  /// word and bit line; −1 where a node is held.
  private let cellEntries: [Int32]
  private let amplifierEntries: [Int]
  private let diagonal: [Int]

  init(_ layout: NetworkLayout) throws(SparseFactorizationError) {
    let count = layout.unknowns
    var places: [(row: Int, column: Int)] = (0..<count).map { ($0, $0) }
    for wire in layout.wires where wire.from < count && wire.to < count {
      places.append((wire.from, wire.to))
      places.append((wire.to, wire.from))
    }
    let firstOfCells = places.count
    for cell in layout.cells {
      let (word, bit) = (layout.wordNode[cell], layout.bitNode[cell])
      if word < count && bit < count {
        places.append((word, bit))
        places.append((bit, word))
      }
    }
    let (pattern, entries) = SparsityPattern.collecting(count: count, places: places)
    ordering = try SparseOrdering(pattern)
    diagonal = Array(entries[..<count])
    amplifierEntries = layout.amplifierNode.map { entries[$0] }

    var wires = [Double](repeating: 0, count: pattern.entryCount)
    var next = count
    for wire in layout.wires {
      for node in [wire.from, wire.to] where node < count {
        wires[entries[node]] += wire.conductance
      }
      if wire.from < count && wire.to < count {
        wires[entries[next]] -= wire.conductance
        wires[entries[next + 1]] -= wire.conductance
        next += 2
      }
    }
    self.wires = wires

    next = firstOfCells
    var cellEntries: [Int32] = []
    cellEntries.reserveCapacity(4 * layout.cells.count)
    for cell in layout.cells {
      let (word, bit) = (layout.wordNode[cell], layout.bitNode[cell])
      let isCoupled = word < count && bit < count
      cellEntries.append(word < count ? Int32(entries[word]) : -1)
      cellEntries.append(isCoupled ? Int32(entries[next]) : -1)
      cellEntries.append(isCoupled ? Int32(entries[next + 1]) : -1)
      cellEntries.append(bit < count ? Int32(entries[bit]) : -1)
      if isCoupled { next += 2 }
    }
    self.cellEntries = cellEntries
  }

  /// The entries at the slopes of the last evaluation.
  func values(_ equations: NetworkEquations) -> [Double] {
    var values = wires
    func add(_ entry: Int, _ value: Double) {
      let place = cellEntries[entry]
      if place >= 0 { values[Int(place)] += value }
    }
    for (number, cell) in equations.cellCurrents.enumerated() {
      add(4 * number, cell.wordSlope + cell.leakWordSlope)
      add(4 * number + 1, cell.leakBitSlope - cell.bitSlope)
      add(4 * number + 2, -cell.wordSlope)
      add(4 * number + 3, cell.bitSlope)
    }
    for (column, slope) in equations.slopesOfAmplifiers.enumerated() {
      values[amplifierEntries[column]] += slope
    }
    // A floating row of cells far weaker than its wires is singular to rounding. So small a part of
    // the diagonal makes it regular; the currents, which Newton's method sets to zero, stay exact.
    for entry in diagonal { values[entry] *= 1 + 0x1p-50 }
    return values
  }

  /// The diagonal of a matrix, in siemens.
  func diagonal(of values: [Double]) -> [Double] { diagonal.map { values[$0] } }
}
