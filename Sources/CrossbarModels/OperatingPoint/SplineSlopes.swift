/// The slopes of a cubic spline through values at equal distances of 1.
enum SplineSlopes {
  /// Solves m(i−1) + 4 m(i) + m(i+1) = 3 (y(i+1) − y(i−1)), with slopes of cubic polynomials at
  /// the ends.
  ///
  /// The equations say that the second derivative is continuous at every inner point. Elimination
  /// without pivoting is stable: the diagonal, 4, exceeds the rest of its row twofold. The slopes at the
  /// ends are those of the polynomial through the four values there, of the order of the spline itself;
  /// a second derivative of zero would cost two orders near the ends.
  static func slopes(of y: [Double]) -> [Double] {
    let n = y.count
    guard n >= 4 else {
      // Too few values for more than a parabola.
      guard n == 3 else { return n == 2 ? [y[1] - y[0], y[1] - y[0]] : [0] }
      let (a, b) = (y[1] - y[0], y[2] - y[1])
      return [1.5 * a - 0.5 * b, 0.5 * (a + b), 1.5 * b - 0.5 * a]
    }
    var slopes = [Double](repeating: 0, count: n)
    slopes[0] = (-11 * y[0] + 18 * y[1] - 9 * y[2] + 2 * y[3]) / 6
    slopes[n - 1] = (11 * y[n - 1] - 18 * y[n - 2] + 9 * y[n - 3] - 2 * y[n - 4]) / 6
    var factors = slopes
    var right = slopes
    right[0] = slopes[0]
    factors[0] = 0
    for i in 1..<n - 1 {
      let divisor = 4 - factors[i - 1]
      factors[i] = 1 / divisor
      right[i] = (3 * (y[i + 1] - y[i - 1]) - right[i - 1]) / divisor
    }
    for i in stride(from: n - 2, through: 1, by: -1) {
      slopes[i] = right[i] - factors[i] * slopes[i + 1]
    }
    return slopes
  }
}
