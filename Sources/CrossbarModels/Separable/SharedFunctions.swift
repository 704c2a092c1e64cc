internal import LinearAlgebra

/// What every row contributes to every column as functions that are 0 at 0 V: without its own part of
/// the coupling, and with the coupling's part at 0 V.
///
/// With R the share of a row, e its coupling, S₀ = Σ R(1 − e) and E₀ = Σ e at 0 V, the current
///
///     I = Ī + Σ R (1 − e) + Σ e · Σ R (1 − e)
///
/// is ε + Y + ΔE (S₀ + Y / (1 + E₀)), with Y the sum of these functions and ε what is left at 0 V:
/// with S = S₀ + ΔS and E = E₀ + ΔE it is Ī + S (1 + E) = [Ī + S₀ (1 + E₀)] + ΔS (1 + E₀) + ΔE S, and
/// Y = ΔS (1 + E₀).
struct SharedFunctions {
  /// The functions at the nodes; *rows × columns × nodes*.
  private(set) var values: [SIMD8<Double>]
  /// The functions of the sampled rows on the grid.
  private(set) var samples: [[Double]] = []
  /// S₀ of every column, in amperes.
  let sumsAtZero: [Double]
  /// 1 + E₀ of every column.
  let gains: [Double]
  /// ε of every column, in amperes.
  let constants: [Double]
  /// The root of the mean square of the column currents, in amperes.
  let scale: Double

  init(_ field: MeanField, _ functions: RowFunctions, _ coupling: CouplingFit) {
    let (rows, columns) = (field.array.rows, field.array.columns)
    let grid = field.grid
    let groups = grid.nodes.count / 8
    let zeroNode = grid.nodes.firstIndex(of: grid.zero) ?? 0
    values = functions.share
    var sums = [Double](repeating: 0, count: columns)
    var gains = [Double](repeating: 1, count: columns)
    var squares = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let first = (row * columns + column) * groups
        gains[column] += coupling.atZero[row * columns + column]
        for group in 0..<groups {
          let share = functions.share[first + group]
          squares += (grid.nodeWeights[group] * share * share).sum()
          values[first + group] =
            share * (1 - coupling.value(row: row, column: column, columns: columns, group: group))
        }
        sums[column] += values[first + zeroNode / 8][zeroNode % 8]
      }
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let first = (row * columns + column) * groups
        let zero = values[first + zeroNode / 8][zeroNode % 8]
        for group in 0..<groups {
          values[first + group] = (values[first + group] - zero) * gains[column]
        }
      }
    }
    for sample in functions.samples {
      let gridGroups = sample.share.count / columns
      for column in 0..<columns {
        let own = grid.voltages.indices.map { place in
          sample.share[column * gridGroups + place / 8][place % 8]
            * (1
              - coupling.value(
                row: sample.row, column: column, columns: columns, place: place))
        }
        let zero = own[grid.zero]
        samples.append(own.map { ($0 - zero) * gains[column] })
      }
    }
    self.gains = gains
    sumsAtZero = sums
    constants = (0..<columns).map { field.currents[$0] + sums[$0] * gains[$0] }
    let mean = field.currents.reduce(0) { $0 + $1 * $1 } / Double(columns)
    scale = (mean + max(0, squares) / Double(columns)).squareRoot()
  }
}
