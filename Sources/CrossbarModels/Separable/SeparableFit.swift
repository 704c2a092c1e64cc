internal import Foundation
internal import LinearAlgebra

/// The few functions that span what all rows contribute, and the matrices that belong to them.
///
/// The rows × columns functions of one voltage are nearly copies of one another. The eigenvectors of
/// the Gram matrix of a few rows' functions, G(p, q) = Σ f(p) f(q) over the grid's voltages with the
/// inputs' probabilities as weights, are the basis of any size with the least mean square left out
/// (Eckart and Young). Every cell's function is then fitted by them at its nodes, and its coefficients
/// are the elements of the matrices.
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
  /// The largest number that is taken without being asked for: what a read may cost.
  private static let mostUnasked = 3

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

    // A hundredth of equal weight beside the probabilities keeps voltages in that inputs never have, so
    // that nothing is divided by zero and all of the grid has values.
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
    let (_, vectors) = SymmetricEigenproblem.largest(of: gram, count: Self.mostProducts)
    let all = Matrix(rows: vectors.rows, columns: count) {
      $1 == grid.zero ? 0 : vectors[$0, $1] / weights[$1]
    }

    // The matrices, by least squares at the nodes.
    let nodes = (0..<grid.nodeCount).map { grid.nodes[$0] }
    let nodeWeights = (0..<grid.nodeCount).map {
      max(grid.weights[$0], 0) + 0.01 / Double(grid.nodeCount)
    }
    let kept = Self.products(
      all: Matrix(rows: all.rows, columns: nodes.count) { all[$0, nodes[$1]] },
      energy: Self.energy(shares.values, weights: nodeWeights, columns: columns),
      weights: nodeWeights, scale: shares.scale, wanted: products, tolerance: tolerance)
    var table = all.rows(0..<kept)
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
    // A single function that is a line through 0 V is the voltage itself, and needs no table.
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

  /// The mean over the columns of Σ f fᵀ over all rows, with the roots of the weights.
  private static func energy(
    _ values: [SIMD8<Double>], weights: [Double], columns: Int
  ) -> Matrix {
    let count = weights.count
    let groups = (count + 7) / 8
    var sums = [SIMD8<Double>](repeating: .zero, count: count * groups)
    for first in stride(from: 0, to: values.count, by: groups) {
      for node in 0..<count {
        let value = values[first + node / 8][node % 8]
        for group in 0..<groups { sums[node * groups + group] += value * values[first + group] }
      }
    }
    return Matrix(rows: count, columns: count) {
      sums[$0 * groups + $1 / 8][$1 % 8] * (weights[$0] * weights[$1]).squareRoot()
        / Double(columns)
    }
  }

  /// The number of products that leaves out little of the column currents.
  private static func products(
    all: Matrix, energy: Matrix, weights: [Double], scale: Double, wanted: Int?, tolerance: Double
  ) -> Int {
    if let wanted { return min(max(1, wanted), all.rows) }
    let most = min(mostUnasked, all.rows)
    // Functions of unit weight, each without its part in those before.
    var units: [[Double]] = []
    var left = (0..<weights.count).reduce(0) { $0 + energy[$1, $1] }
    for function in 0..<most {
      var unit = zip(all.row(function), weights).map { $0 * $1.squareRoot() }
      for other in units {
        let part = zip(unit, other).reduce(0) { $0 + $1.0 * $1.1 }
        for place in unit.indices { unit[place] -= part * other[place] }
      }
      let length = unit.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 1e-9 else { return max(1, function) }
      for place in unit.indices { unit[place] /= length }
      units.append(unit)
      for row in unit.indices {
        left -= unit[row] * zip(energy.row(row), unit).reduce(0) { $0 + $1.0 * $1.1 }
      }
      // What is left out is independent from row to row.
      if max(0, left).squareRoot() <= tolerance * scale { return function + 1 }
    }
    return most
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
