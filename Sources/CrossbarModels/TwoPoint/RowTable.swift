internal import LinearAlgebra
internal import NodalAnalysis

/// What every row adds to every column at the nodes of a grid of driver voltages, beyond what it adds
/// at rest; *rows × columns × nodes*, in amperes.
struct RowTable {
  let rows: Int
  let columns: Int
  /// The groups of eight nodes.
  let groups: Int
  /// The values, eight nodes at a time; the last is repeated to fill up.
  var values: [SIMD8<Double>]

  init(rows: Int, columns: Int, groups: Int) {
    (self.rows, self.columns, self.groups) = (rows, columns, groups)
    values = Array(repeating: .zero, count: rows * columns * groups)
  }

  /// The first columns alone.
  func columns(_ count: Int) -> RowTable {
    guard count < columns else { return self }
    var part = RowTable(rows: rows, columns: count, groups: groups)
    for row in 0..<rows {
      let (own, first) = (row * count * groups, row * columns * groups)
      for place in 0..<count * groups { part.values[own + place] = values[first + place] }
    }
    return part
  }

  /// The value of one cell at a node.
  subscript(cell: Int, node: Int) -> Double { values[cell * groups + node / 8][node % 8] }

  /// The sums over all rows at a node, column by column.
  func sums(at node: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for cell in 0..<rows * columns { sums[cell % columns] += self[cell, node] }
    return sums
  }

  /// Takes from every value what it is at a node.
  mutating func subtractValues(at node: Int) {
    for cell in 0..<rows * columns {
      let value = SIMD8(repeating: self[cell, node])
      for place in cell * groups..<(cell + 1) * groups { values[place] -= value }
    }
  }

  /// Sets a row from what its cells pass beyond their slopes: J (V − V̄) + Λ c.
  ///
  /// - Parameters:
  ///   - row: How the row answers.
  ///   - excess: What its cells pass beyond slopes and sources, in amperes; *cells × nodes*.
  ///   - voltages: The nodes, in volts.
  ///   - mean: The voltage V̄ at which the row adds nothing, in volts; nil leaves the slopes' part out.
  ///   - scratch: Room for as many numbers as the excess, twice.
  mutating func set(
    _ row: RowResponse, excess: AlignedBuffer, voltages: [SIMD8<Double>], mean: Double?,
    scratch: (AlignedBuffer, AlignedBuffer)
  ) {
    row.currents(of: excess, width: groups * 8, scratch: scratch.0, into: scratch.1)
    let currents = scratch.1.lanes
    let first = row.row * columns * groups
    for column in 0..<columns {
      for group in 0..<groups {
        var value = currents[column * groups + group]
        if let mean { value += row.currentByDrive[column] * (voltages[group] - mean) }
        values[first + column * groups + group] = value
      }
    }
  }
}
