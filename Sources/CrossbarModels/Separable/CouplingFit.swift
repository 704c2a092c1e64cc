internal import LinearAlgebra

/// The coupling of all rows and columns as few products of a row's factor, a column's factor and a
/// function of the row voltage.
///
/// The coupling e(i, j, V) of rows × columns × voltages is nearly of rank one. Its leading term is found
/// by alternating least squares: with two of the three factors fixed the third is a mean of the table
/// weighed with them, and each pass can only lower the squares left.
struct CouplingFit {
  /// A term a(i) b(j) χ(V), with χ(0) = 0.
  struct Function {
    var rows: [Double]
    var columns: [Double]
    /// χ at the nodes, eight at a time, and on the grid.
    var nodes: [SIMD8<Double>]
    var grid: [Double]
  }

  private(set) var functions: [Function] = []
  /// The coupling of every cell at 0 V.
  let atZero: [Double]

  private static let rounds = 12
  /// The number of terms.
  private static let mostTerms = 1

  init(_ field: MeanField, _ functions: RowFunctions, factor: Double) {
    let (rows, columns) = (field.array.rows, field.array.columns)
    let grid = field.grid
    guard !functions.coupling.isEmpty, factor != 0 else {
      atZero = Array(repeating: 0, count: rows * columns)
      return
    }
    let groups = grid.nodes.count / 8
    let zeroNode = grid.nodes.firstIndex(of: grid.zero) ?? 0
    let atZero = (0..<rows * columns).map { cell in
      factor * functions.coupling[cell * groups + zeroNode / 8][zeroNode % 8]
    }
    self.atZero = atZero
    var values = functions.coupling
    for index in values.indices { values[index] = factor * values[index] - atZero[index / groups] }
    let weights = grid.nodeWeights.map { $0.replacing(with: 0, where: $0 .< 0) }

    var samples = functions.samples.map { sample in
      (0..<columns).map { column in
        let zero = atZero[sample.row * columns + column]
        let gridGroups = sample.coupling.count / columns
        return grid.voltages.indices.map {
          factor * sample.coupling[column * gridGroups + $0 / 8][$0 % 8] - zero
        }
      }
    }
    if grid.nodeCount == grid.voltages.count || grid.zero >= 0 {
      for row in samples.indices {
        for column in 0..<columns { samples[row][column][grid.zero] = 0 }
      }
    }
    for _ in 0..<Self.mostTerms {
      guard
        let term = Self.leading(
          values, weights: weights, rows: rows, columns: columns, groups: groups)
      else { break }
      var (own, products) = ([Double](repeating: 0, count: grid.voltages.count), 0.0)
      for (number, sample) in functions.samples.enumerated() {
        for column in 0..<columns {
          let product = term.rows[sample.row] * term.columns[column]
          products += product * product
          for place in own.indices { own[place] += product * samples[number][column][place] }
        }
      }
      guard products > 0 else { break }
      let function = Function(
        rows: term.rows, columns: term.columns, nodes: term.nodes, grid: own.map { $0 / products })
      for row in 0..<rows {
        for column in 0..<columns {
          let product = term.rows[row] * term.columns[column]
          for group in 0..<groups {
            values[(row * columns + column) * groups + group] -= product * term.nodes[group]
          }
        }
      }
      self.functions.append(function)
    }
  }

  /// The leading term of a table, by alternating projections; χ has unit length in the inputs' weights.
  private static func leading(
    _ values: [SIMD8<Double>], weights: [SIMD8<Double>], rows: Int, columns: Int, groups: Int
  ) -> (rows: [Double], columns: [Double], nodes: [SIMD8<Double>])? {
    var byRow = [Double](repeating: 1, count: rows)
    var byColumn = [Double](repeating: 1, count: columns)
    var nodes = [SIMD8<Double>](repeating: .zero, count: groups)
    for _ in 0..<rounds {
      for group in 0..<groups { nodes[group] = .zero }
      for row in 0..<rows {
        for column in 0..<columns {
          let product = byRow[row] * byColumn[column]
          for group in 0..<groups {
            nodes[group] += product * values[(row * columns + column) * groups + group]
          }
        }
      }
      var size = zip(nodes, weights).reduce(0) { $0 + ($1.0 * $1.0 * $1.1).sum() }.squareRoot()
      guard size > 0, size.isFinite else { return nil }
      for group in 0..<groups { nodes[group] /= size }
      var table = [Double](repeating: 0, count: rows * columns)
      for cell in table.indices {
        for group in 0..<groups {
          table[cell] += (values[cell * groups + group] * nodes[group] * weights[group]).sum()
        }
      }
      for _ in 0..<2 {
        size = byColumn.reduce(0) { $0 + $1 * $1 }
        guard size > 0 else { return nil }
        for row in 0..<rows {
          byRow[row] =
            (0..<columns).reduce(0) { $0 + table[row * columns + $1] * byColumn[$1] } / size
        }
        size = byRow.reduce(0) { $0 + $1 * $1 }
        guard size > 0 else { return nil }
        for column in 0..<columns {
          byColumn[column] =
            (0..<rows).reduce(0) { $0 + table[$1 * columns + column] * byRow[$1] } / size
        }
      }
    }
    return (byRow, byColumn, nodes)
  }

  /// The coupling that the terms have for one cell at the nodes.
  func value(row: Int, column: Int, columns: Int, group: Int) -> SIMD8<Double> {
    functions.reduce(SIMD8(repeating: atZero[row * columns + column])) {
      $0 + $1.rows[row] * $1.columns[column] * $1.nodes[group]
    }
  }

  /// The coupling that the terms have for one cell at a grid voltage.
  func value(row: Int, column: Int, columns: Int, place: Int) -> Double {
    functions.reduce(atZero[row * columns + column]) {
      $0 + $1.rows[row] * $1.columns[column] * $1.grid[place]
    }
  }

  /// The terms as a read needs them.
  func terms(_ shares: SharedFunctions) -> [ProgrammedSeparable.CouplingTerm] {
    functions.map { function in
      ProgrammedSeparable.CouplingTerm(
        rows: function.rows,
        constants: zip(function.columns, shares.sumsAtZero).map { $0 * $1 },
        factors: zip(function.columns, shares.gains).map { $0 / $1 })
    }
  }
}
