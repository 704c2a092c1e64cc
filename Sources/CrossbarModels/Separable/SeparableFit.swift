internal import Foundation
internal import LinearAlgebra

/// The few functions that span what all rows contribute, and the matrices that belong to them.
struct SeparableFit {
  let rows: Int
  let columns: Int
  let basis: RowBasis
  let matrices: Matrix
  let terms: [ProgrammedSeparable.CouplingTerm]
  let base: [Double]
  let isLinear: Bool
  /// The square of a column's current that makes its mean right, and the product that goes with it.
  let squares: (linear: [Double], square: [Double])?
  let fullScale: [Double]

  /// The largest number of products that is ever taken.
  static let mostProducts = 6

  init(
    _ field: MeanField, _ functions: RowFunctions, products: Int?, tolerance: Double,
    couplingFactor: Double, base: [Double]
  ) {
    self.base = base
    rows = field.array.rows
    columns = field.array.columns
    let grid = field.grid
    let coupling = CouplingFit(field, functions, factor: couplingFactor)
    let shares = SharedFunctions(field, functions, coupling)

    // The basis, from the rows that are known on the whole grid.
    let weights = grid.probabilities.map {
      (max($0, 0) + 0.01 / Double(grid.voltages.count)).squareRoot()
    }
    let count = grid.voltages.count
    var gram = Matrix(rows: count, columns: count)
    for values in shares.samples {
      let scaled = zip(values, weights).map { $0 * $1 }
      for p in 0..<count where scaled[p] != 0 {
        for q in 0..<count { gram[p, q] += scaled[p] * scaled[q] }
      }
    }
    let (eigenvalues, vectors) = SymmetricEigenproblem.largest(of: gram, count: Self.mostProducts)
    let kept = Self.products(
      eigenvalues, functions: shares.samples.count, rows: rows, scale: shares.scale,
      wanted: products, tolerance: tolerance)
    var table = Matrix(rows: kept, columns: count) { vectors[$0, $1] / weights[$1] }
    for function in 0..<kept { table[function, grid.zero] = 0 }

    // The matrices, by least squares at the nodes.
    let nodes = (0..<grid.nodeCount).map { grid.nodes[$0] }
    let nodeWeights = (0..<grid.nodeCount).map {
      max(grid.weights[$0], 0) + 0.01 / Double(grid.nodeCount)
    }
    let solution = Self.leastSquares(
      Matrix(rows: kept, columns: nodes.count) { table[$0, nodes[$1]] }, weights: nodeWeights)
    let means = (0..<kept).map { function in
      (0..<grid.nodeCount).reduce(0) { $0 + grid.weights[$1] * table[function, nodes[$1]] }
    }
    var matrices = Matrix(rows: kept * rows, columns: columns)
    var missing = shares.constants
    for column in base.indices { missing[column] -= base[column] }
    var drawn = [Double](repeating: 0, count: columns)
    let groups = grid.nodes.count / 8
    let packed = (0..<kept).map { function in
      (0..<groups).map { group in
        SIMD8(
          (0..<8).map { lane in
            let node = 8 * group + lane
            return node < nodes.count ? solution[function, node] : 0
          })
      }
    }
    let nodeMeans = grid.nodeWeights
    for row in 0..<rows {
      for column in 0..<columns {
        let first = (row * columns + column) * groups
        for group in 0..<groups {
          let values = shares.values[first + group]
          missing[column] += (nodeMeans[group] * values).sum()
          for function in 0..<kept {
            matrices[function * rows + row, column] += (packed[function][group] * values).sum()
          }
        }
        for function in 0..<kept {
          drawn[column] += means[function] * matrices[function * rows + row, column]
        }
      }
    }
    let end = grid.voltages[count - 1].magnitude >= grid.voltages[0].magnitude ? count - 1 : 0
    let factor = table[0, end] / grid.voltages[end]
    let isLinear =
      kept == 1
      && (0..<count).allSatisfy {
        (table[0, $0] - factor * grid.voltages[$0]).magnitude <= 1e-9 * table[0, end].magnitude
      }
    if isLinear {
      for index in matrices.elements.indices { matrices.elements[index] *= factor }
      table = Matrix(rows: 1, columns: count) { grid.voltages[$1] }
    }
    self.isLinear = isLinear
    for column in 0..<columns { missing[column] -= drawn[column] }
    // A mean of nearly nothing, as inputs of both signs have it, misses nothing.
    let isMissed = zip(missing, drawn).contains {
      $0.magnitude > 1e-12 * shares.scale && $1.magnitude > 1e-2 * shares.scale
    }
    if isMissed && isLinear && couplingFactor == 0 {
      // One product and nothing else: what is missing is given back in proportion.
      for row in 0..<rows {
        for column in 0..<columns where drawn[column].magnitude > 1e-2 * shares.scale {
          matrices[row, column] *= 1 + missing[column] / drawn[column]
        }
      }
      squares = nil
    } else if isMissed {
      // −ε (u − 1)² + ε with u = Y / Ȳ: the mean is right, as is nothing for nothing.
      let parts = zip(missing, drawn).map {
        $1.magnitude > 1e-2 * shares.scale ? $0 / $1 : 0
      }
      squares = (parts.map { 2 * $0 }, zip(parts, drawn).map { $0 == 0 ? 0 : -$0 / $1 })
    } else {
      squares = nil
    }
    let final = table
    fullScale = (0..<columns).map { column in
      (0..<kept).reduce(0.0) { sum, function in
        (0..<field.array.rows).reduce(sum) {
          $0 + final[function, end] * matrices[function * field.array.rows + $1, column]
        }
      }
    }
    self.matrices = matrices
    terms = coupling.terms(shares)
    basis = RowBasis(
      voltages: grid.voltages, isDiscrete: grid.isDiscrete,
      values: Matrix(
        rows: kept + coupling.functions.count, columns: count,
        elements: table.elements + coupling.functions.flatMap(\.grid)))
  }

  /// The number of products that leaves out little of the column currents.
  private static func products(
    _ eigenvalues: [Double], functions: Int, rows: Int, scale: Double, wanted: Int?,
    tolerance: Double
  ) -> Int {
    let available = max(1, eigenvalues.filter { $0 > 1e-28 * (eigenvalues.first ?? 0) }.count)
    if let wanted { return min(max(1, wanted), available) }
    for kept in 1..<max(available, 1) {
      // What is left out is independent from row to row.
      let left = eigenvalues[kept...].reduce(0, +) / Double(functions) * Double(rows)
      if left.squareRoot() <= tolerance * scale { return kept }
    }
    return available
  }

  /// The coefficients that fit values at the nodes, per value; *functions × nodes*.
  private static func leastSquares(_ table: Matrix, weights: [Double]) -> Matrix {
    let weighted = Matrix(rows: table.rows, columns: table.columns) {
      table[$0, $1] * weights[$1]
    }
    guard let inverse = (weighted * table.transposed).inverseOfDefinite() else {
      // One function of no size: an array that passes nothing.
      return Matrix(rows: table.rows, columns: table.columns)
    }
    return inverse * weighted
  }
}
