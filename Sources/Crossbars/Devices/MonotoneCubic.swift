/// A smooth curve through increasing points that increases everywhere.
///
/// Piecewise cubic with the slopes of Fritsch and Butland (SIAM J. Sci. Stat. Comput. 5, 1984),
/// which lie in the region of monotonicity of Fritsch and Carlson (SIAM J. Numer. Anal. 17, 1980).
/// Beyond the first and the last point the curve goes on along its tangent.
public struct MonotoneCubic: Sendable, Equatable {
  /// The abscissas of the points, increasing.
  public let abscissas: [Double]
  /// The ordinates of the points, increasing.
  public let ordinates: [Double]
  /// The slopes at the points, positive.
  public let slopes: [Double]

  /// Creates the curve.
  ///
  /// - Parameters:
  ///   - abscissas: At least two increasing numbers.
  ///   - ordinates: As many increasing numbers.
  public init(abscissas: [Double], ordinates: [Double]) {
    precondition(
      abscissas.count >= 2 && abscissas.count == ordinates.count,
      "\(abscissas.count) abscissas and \(ordinates.count) ordinates")
    self.abscissas = abscissas
    self.ordinates = ordinates
    let last = abscissas.count - 1
    let widths = (0..<last).map { abscissas[$0 + 1] - abscissas[$0] }
    let secants = (0..<last).map { (ordinates[$0 + 1] - ordinates[$0]) / widths[$0] }
    var slopes = [Double](repeating: 0, count: last + 1)
    for point in 1..<max(last, 1) {
      // A harmonic mean, weighted by the opposite widths: at most three times either secant.
      let left = 2 * widths[point] + widths[point - 1]
      let right = widths[point] + 2 * widths[point - 1]
      slopes[point] =
        (left + right) / (left / secants[point - 1] + right / secants[point])
    }
    slopes[0] = last == 1 ? secants[0] : Self.endSlope(widths[0], widths[1], secants[0], secants[1])
    slopes[last] =
      last == 1
      ? secants[0]
      : Self.endSlope(widths[last - 1], widths[last - 2], secants[last - 1], secants[last - 2])
    self.slopes = slopes
  }

  /// The slope of the parabola through three points at an end, kept positive and monotone.
  private static func endSlope(
    _ width: Double, _ next: Double, _ secant: Double, _ nextSecant: Double
  ) -> Double {
    let slope = ((2 * width + next) * secant - width * nextSecant) / (width + next)
    // An end slope of 0 would end the curve flat, and the tangent would not rise.
    return min(max(slope, 0.1 * secant), 3 * secant)
  }

  /// The number of the piece in which a point lies.
  func piece(of abscissa: Double) -> Int {
    var low = 0
    var high = abscissas.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if abscissas[middle] <= abscissa { low = middle } else { high = middle }
    }
    return low
  }

  /// The coefficients of a piece in powers of the distance from its first point.
  ///
  /// - Parameter piece: The number of the piece, from 0.
  /// - Returns: The coefficients of 1, x, x² and x³.
  public func coefficients(ofPiece piece: Int) -> [Double] {
    let width = abscissas[piece + 1] - abscissas[piece]
    let secant = (ordinates[piece + 1] - ordinates[piece]) / width
    let first = slopes[piece]
    let second = slopes[piece + 1]
    return [
      ordinates[piece], first, (3 * secant - 2 * first - second) / width,
      (first + second - 2 * secant) / (width * width),
    ]
  }

  /// The value of the curve and its slope.
  ///
  /// - Parameter abscissa: Any number.
  /// - Returns: The ordinate and the slope there.
  public func value(at abscissa: Double) -> (ordinate: Double, slope: Double) {
    let last = abscissas.count - 1
    if abscissa <= abscissas[0] {
      return (ordinates[0] + slopes[0] * (abscissa - abscissas[0]), slopes[0])
    }
    if abscissa >= abscissas[last] {
      return (ordinates[last] + slopes[last] * (abscissa - abscissas[last]), slopes[last])
    }
    let piece = piece(of: abscissa)
    let x = abscissa - abscissas[piece]
    let c = coefficients(ofPiece: piece)
    return (c[0] + x * (c[1] + x * (c[2] + x * c[3])), c[1] + x * (2 * c[2] + 3 * x * c[3]))
  }
}
