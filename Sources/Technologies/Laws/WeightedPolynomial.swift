internal import LinearAlgebra

/// The polynomial of the least weighted squares.
struct WeightedPolynomial {
  /// The coefficients of 1, x, x² and so on.
  let coefficients: [Double]
  /// The weighted sum of squares that is left.
  let squares: Double

  /// Fits a polynomial.
  ///
  /// - Parameters:
  ///   - abscissas: At least as many as coefficients.
  ///   - ordinates: As many.
  ///   - weights: As many; one over the variance of each.
  ///   - degree: The highest power.
  init(_ abscissas: [Double], _ ordinates: [Double], weights: [Double], degree: Int) {
    let scale = abscissas.reduce(0) { max($0, $1.magnitude) }
    let unit = scale > 0 ? scale : 1
    var powers: [[Double]] = [abscissas.map { _ in 1 }]
    for _ in 0..<max(degree, 0) {
      powers.append(zip(powers[powers.count - 1], abscissas).map { $0 * $1 / unit })
    }
    let (scaled, left) = Self.combination(of: powers, ordinates, weights: weights)
    var factor = 1.0
    coefficients = scaled.map {
      defer { factor /= unit }
      return $0 * factor
    }
    squares = left
  }

  /// The combination of functions of the least weighted squares.
  ///
  /// - Parameters:
  ///   - functions: Their values; *functions × points*.
  ///   - ordinates: What is approached.
  ///   - weights: One over the variance of each ordinate.
  /// - Returns: The coefficients and the weighted sum of squares that is left.
  static func combination(
    of functions: [[Double]], _ ordinates: [Double], weights: [Double]
  ) -> (coefficients: [Double], squares: Double) {
    let roots = weights.map { $0.squareRoot() }
    guard ordinates.count >= functions.count else {
      return (functions.map { _ in 0 }, .infinity)
    }
    let sizes = functions.map { function in
      max(
        zip(function, roots).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }.squareRoot(),
        .leastNormalMagnitude)
    }
    let parts = SingularDecomposition(
      Matrix(rows: ordinates.count, columns: functions.count) {
        functions[$1][$0] * roots[$0] / sizes[$1]
      })
    let largest = parts.values.first ?? 0
    let projections = parts.values.indices.map { column in
      ordinates.indices.reduce(0.0) { $0 + parts.left[$1, column] * ordinates[$1] * roots[$1] }
    }
    let coefficients = functions.indices.map { row in
      parts.values.indices.reduce(0.0) {
        parts.values[$1] > 1e-12 * largest
          ? $0 + parts.right[row, $1] * projections[$1] / parts.values[$1] : $0
      } / sizes[row]
    }
    let squares = ordinates.indices.reduce(0.0) { sum, point in
      let value = functions.indices.reduce(0.0) { $0 + coefficients[$1] * functions[$1][point] }
      let miss = (value - ordinates[point]) * roots[point]
      return sum + miss * miss
    }
    return (coefficients, squares)
  }
}
