internal import LinearAlgebra

/// The few functions of a node that span a table of rows, columns and nodes best, and their factors.
struct LeadingFunctions {
  /// The functions at the nodes, from the leading one on, which is 1 at full drive; *functions × nodes*.
  let functions: Matrix
  /// The factor of every function in every row and column; *functions · rows × columns*.
  let factors: Matrix

  /// What a function must carry of the table to be more than rounding, as a part of what the first does.
  private static let rounding = 1e-8

  /// The number of functions, from the first, that carry more than rounding; at least 1.
  var carrying: Int {
    let rows = factors.rows / max(functions.rows, 1)
    let sizes = (0..<functions.rows).map { function in
      (function * rows..<(function + 1) * rows).reduce(0.0) { sum, row in
        factors.row(row).reduce(sum) { $0 + $1 * $1 }
      }.squareRoot()
    }
    return max(1, sizes.count { $0 > Self.rounding * (sizes.first ?? 0) })
  }

  /// Finds the functions by the eigenvectors of the table's Gram matrix.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - nodes: The number of nodes that count.
  ///   - end: The node of full drive.
  ///   - count: The number of functions.
  init(_ table: RowTable, nodes: Int, end: Int, count: Int) {
    let (rows, columns, groups) = (table.rows, table.columns, table.groups)
    var sums = [SIMD8<Double>](repeating: .zero, count: nodes * groups)
    for cell in 0..<rows * columns {
      for node in 0..<nodes {
        let value = table[cell, node]
        for group in 0..<groups {
          sums[node * groups + group] += value * table.values[cell * groups + group]
        }
      }
    }
    let gram = Matrix(rows: nodes, columns: nodes) { sums[$0 * groups + $1 / 8][$1 % 8] }
    let units = SymmetricEigenproblem.largest(of: gram, count: min(count, nodes)).vectors
    var factors = Matrix(rows: units.rows * rows, columns: columns)
    // One unit for all: that of the leading function, which loads are compared by.
    let scale = units[0, end].magnitude > 1e-6 ? units[0, end] : 1
    for function in 0..<units.rows {
      let packed = (0..<groups).map { group in
        SIMD8(
          (0..<8).map { lane in
            8 * group + lane < nodes ? units[function, 8 * group + lane] : 0
          })
      }
      for cell in 0..<rows * columns {
        var factor = SIMD8<Double>.zero
        for group in 0..<groups { factor += table.values[cell * groups + group] * packed[group] }
        factors[function * rows + cell / columns, cell % columns] = scale * factor.sum()
      }
    }
    functions = Matrix(rows: units.rows, columns: nodes) { units[$0, $1] / scale }
    self.factors = factors
  }

  /// Takes the values at one node for those of all: inputs of two levels have no others.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - node: The node.
  ///   - nodes: The number of nodes that count.
  init(_ table: RowTable, only node: Int, nodes: Int) {
    functions = Matrix(rows: 1, columns: nodes) { $1 == node ? 1 : 0 }
    factors = Matrix(rows: table.rows, columns: table.columns) {
      table[$0 * table.columns + $1, node]
    }
  }
}
