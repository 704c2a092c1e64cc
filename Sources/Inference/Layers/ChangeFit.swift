internal import Execution
internal import LinearAlgebra

/// What the change of a column is of its share and of moments of the codes, in place of a product of its own.
///
/// The matrices of shares and of changes are both of the cells' conductances, nearly, so that the sum of the changes
/// is the share times a factor and what codes have in common, but for some hundredths of it. A change is multiplied by
/// a current of which it moves some hundredths itself. The numbers come from codes that are drawn as those of
/// ``ProbeVectors``, of other seeds; that they are fine for a section, its probe says.
struct ChangeFit {
  /// The values of every function of the shares, and of the changes; *vectors × rows* each.
  private let shares: [Matrix]
  private let changes: [Matrix]
  /// The numbers of a column: of its share, and of every one of the moments.
  static let count = 5
  /// How many times the vectors of a probe are drawn; half as many leave a fifth more, twice as many a tenth less.
  private static let draws: UInt64 = 16

  /// Draws codes.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - codes: The codes of a row.
  ///   - functions: The functions of the shares and of the changes, those of the moments first.
  init(
    rows: Int, codes: ClosedRange<Int>, functions: (shares: [[Double]], changes: [[Double]])
  ) {
    // Few rows have small shares, and count where converters clip what many rows give.
    let drawn = (1...Self.draws).flatMap { draw -> [Float] in
      ProbeVectors(
        draw % 4 == 0 ? [.spread, .few] : [.spread], rows: 0..<rows, inputs: rows, range: codes,
        seed: draw
      ).codes
    }
    let places = drawn.map { Int($0) - codes.lowerBound }
    func values(_ function: [Double]) -> Matrix {
      Matrix(rows: drawn.count / rows, columns: rows, elements: places.map { function[$0] })
    }
    shares = functions.shares.map(values)
    changes = functions.changes.map(values)
  }

  /// The mean and the first moment of the drives, and those of the changes.
  ///
  /// - Parameter weights: The weights of the rows in the mean and in the moments; *moments × rows*.
  /// - Returns: *vectors × 4*.
  func moments(_ weights: [[Double]]) -> [[Double]] {
    let leading = Matrix(rows: shares[0].columns, columns: 2) { weights[$1][$0] }
    let (drives, moved) = (shares[0] * leading, changes[0] * leading)
    return (0..<drives.rows).map {
      [drives[$0, 0], drives[$0, 1], moved[$0, 0], moved[$0, 1]]
    }
  }

  /// The shares of columns.
  ///
  /// - Parameters:
  ///   - matrices: What every row adds, function by function; *rows × outputs* each.
  ///   - outputs: The number of outputs.
  /// - Returns: *vectors × outputs*.
  func shares(_ matrices: [[Double]], outputs: Int) -> Matrix {
    Self.sum(shares, matrices, outputs: outputs)
  }

  private static func sum(_ values: [Matrix], _ matrices: [[Double]], outputs: Int) -> Matrix {
    var sum = Matrix(rows: values[0].rows, columns: outputs)
    for (values, matrix) in zip(values, matrices) {
      let part = values * Matrix(rows: values.columns, columns: outputs, elements: matrix)
      for place in sum.elements.indices { sum.elements[place] += part.elements[place] }
    }
    return sum
  }

  /// The numbers of columns.
  ///
  /// A vector counts by the share that its change is multiplied by, and not at all where a converter clips.
  ///
  /// - Parameters:
  ///   - shares: The columns' shares; *vectors × outputs*.
  ///   - matrices: What every row adds to their changes, function by function; *rows × outputs* each.
  ///   - moments: What ``moments(_:)`` gives.
  ///   - isInRange: Whether a converter does not clip what a vector gives in an output.
  /// - Returns: *numbers × outputs*.
  func numbers(
    shares: Matrix, changes matrices: [[Double]], moments: [[Double]],
    isInRange: (_ vector: Int, _ output: Int) -> Bool
  ) -> [[Double]] {
    let outputs = shares.columns
    let changes = Self.sum(changes, matrices, outputs: outputs)
    var numbers = Array(repeating: [Double](repeating: 0, count: outputs), count: Self.count)
    for first in stride(from: 0, to: outputs, by: 8) {
      let lanes = min(8, outputs - first)
      func eight(_ value: (Int) -> Double) -> SIMD8<Double> {
        SIMD8((0..<8).map { $0 < lanes ? value(first + $0) : 0 })
      }
      var (terms, targets, weights): ([[SIMD8<Double>]], [SIMD8<Double>], [SIMD8<Double>]) = (
        [], [], []
      )
      for vector in 0..<shares.rows {
        let share = eight { shares[vector, $0] }
        terms.append([share] + moments[vector].map { SIMD8(repeating: $0) })
        targets.append(eight { changes[vector, $0] })
        weights.append(eight { isInRange(vector, $0) ? shares[vector, $0] : 0 })
      }
      let found = LeastSquares.fit(terms, to: targets, weights: weights).all
      for (number, values) in found.enumerated() {
        for lane in 0..<lanes { numbers[number][first + lane] = values[lane] }
      }
    }
    return numbers
  }
}
