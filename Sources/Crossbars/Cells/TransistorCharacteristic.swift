internal import Foundation
public import LinearAlgebra

/// The channel current of a transistor at one gate voltage, measured at Chebyshev points.
///
/// A simulator's model that this project does not evaluate itself enters its own solver in this
/// form. What is interpolated is the current over the voltage across the channel: it is smooth and
/// far from 0, so a polynomial in both directions converges fast (for a BSIM4 card at 32 × 64 points
/// to 1e-8 of the largest current), and the channel is symmetric by construction.
public struct TransistorCharacteristic: Sendable, Equatable {
  /// The voltages of the lower end of the channel against the bulk, in volts.
  public let lowerRange: ClosedRange<Double>
  /// The voltages across the channel, in volts; from 0.
  public let acrossRange: ClosedRange<Double>
  /// The current over the voltage across the channel, in siemens; *lower × across* points.
  public let conductances: Matrix
  private let coefficients: [Double]

  /// Creates a characteristic from its measured points.
  ///
  /// - Parameters:
  ///   - lowerRange: The voltages of the lower end of the channel against the bulk, in volts.
  ///   - acrossRange: The voltages across the channel, in volts; from 0.
  ///   - conductances: The current over the voltage across, in siemens, at
  ///     ``points(_:in:)`` of both ranges; *lower × across*.
  public init(
    lowerRange: ClosedRange<Double>, acrossRange: ClosedRange<Double>, conductances: Matrix
  ) {
    self.lowerRange = lowerRange
    self.acrossRange = acrossRange
    self.conductances = conductances
    coefficients = Self.coefficients(of: conductances)
  }

  /// The points of a range: the roots of a Chebyshev polynomial.
  ///
  /// - Parameters:
  ///   - count: The number of points.
  ///   - range: The range; its ends are not among the points.
  /// - Returns: The points, from the highest to the lowest.
  public static func points(_ count: Int, in range: ClosedRange<Double>) -> [Double] {
    roots(count).map {
      0.5 * (range.lowerBound + range.upperBound)
        + 0.5 * (range.upperBound - range.lowerBound) * $0
    }
  }

  private static func roots(_ count: Int) -> [Double] {
    (0..<count).map { cos(.pi * (Double($0) + 0.5) / Double(count)) }
  }

  /// The discrete cosine transform of the values, along both directions.
  private static func coefficients(of values: Matrix) -> [Double] {
    func transform(_ count: Int) -> Matrix {
      let roots = roots(count)
      return Matrix(rows: count, columns: count) { degree, point in
        (degree == 0 ? 1 : 2) / Double(count) * cos(Double(degree) * acos(roots[point]))
      }
    }
    let (lower, across) = (transform(values.rows), transform(values.columns))
    return (lower * values * across.transposed).elements
  }

  /// The conductance of the channel, the current over the voltage across it.
  ///
  /// - Parameters:
  ///   - lower: The voltage of the lower end against the bulk, in volts.
  ///   - across: The voltage across the channel, in volts; not negative.
  /// - Returns: The conductance, in siemens, and its slopes over both voltages, in siemens per volt;
  ///   beyond the ranges the value at their ends.
  public func conductance(
    lower: Double, across: Double
  ) -> (value: Double, lowerSlope: Double, acrossSlope: Double) {
    let rows = Polynomials(conductances.rows, at: lower, in: lowerRange)
    let columns = Polynomials(conductances.columns, at: across, in: acrossRange)
    var sums = (value: 0.0, lowerSlope: 0.0, acrossSlope: 0.0)
    let count = conductances.columns
    coefficients.withUnsafeBufferPointer { coefficients in
      for row in 0..<conductances.rows {
        var value = 0.0
        var slope = 0.0
        for column in 0..<count {
          let coefficient = coefficients[row * count + column]
          value += coefficient * columns.values[column]
          slope += coefficient * columns.slopes[column]
        }
        sums.value += rows.values[row] * value
        sums.lowerSlope += rows.slopes[row] * value
        sums.acrossSlope += rows.values[row] * slope
      }
    }
    return sums
  }

  /// Chebyshev polynomials and their slopes at a point of a range, constant beyond its ends.
  private struct Polynomials {
    var values: [Double]
    var slopes: [Double]

    init(_ count: Int, at point: Double, in range: ClosedRange<Double>) {
      let scale = 2 / (range.upperBound - range.lowerBound)
      let position = (min(max(point, range.lowerBound), range.upperBound) - range.lowerBound)
      let x = position * scale - 1
      values = [Double](repeating: 1, count: count)
      slopes = [Double](repeating: 0, count: count)
      guard count > 1 else { return }
      values[1] = x
      slopes[1] = 1
      for degree in 2..<max(count, 2) {
        values[degree] = 2 * x * values[degree - 1] - values[degree - 2]
        slopes[degree] = 2 * values[degree - 1] + 2 * x * slopes[degree - 1] - slopes[degree - 2]
      }
      let isInside = range.contains(point)
      for degree in slopes.indices { slopes[degree] = isInside ? scale * slopes[degree] : 0 }
    }
  }
}
