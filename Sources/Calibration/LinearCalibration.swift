public import CrossbarModels
internal import Crossbars
internal import Foundation
public import LinearAlgebra

/// The fit of the linear fast model to golden data.
///
/// Goals, in order of priority:
/// 1. the estimate is the least-squares one: every case's currents are divided by the RMS of the
///    case, so that large arrays do not drown small ones, and the fit starts far from the answer;
/// 2. the interval says what the data know: covariance s² (JᵀJ)⁻¹ with the derivatives taken at the
///    solution in the parameters themselves, not in the fit's own variables;
/// 3. a parameter that the data do not determine is reported as such, not as a number.
public struct LinearCalibration: Sendable {
  /// The fitted parameters.
  public let parameters: LinearModelParameters
  /// Their standard errors, in the order of `LinearModelParameters.names`.
  public let standardErrors: [Double]
  /// The correlation between their estimates.
  public let correlation: Matrix
  /// Whether the data determine each parameter to better than its own size.
  public let isIdentifiable: [Bool]

  /// What the simulator's currents are known to, relative to themselves: its `reltol`.
  ///
  /// A fit that is better than that has reached the end of what the data mean, and its interval is
  /// not made narrower than this noise allows.
  static let simulatorNoise = 1e-9

  /// Fits the model.
  ///
  /// - Parameter cases: The cases that the fit sees; at least one with a current.
  public init(_ cases: [CalibrationCase]) {
    let prediction = LinearPrediction(cases)
    let scales = cases.map { 1 / max($0.columnCurrents.rootMeanSquare, .leastNormalMagnitude) }
    let count = cases.reduce(0) { $0 + $1.columnCurrents.elements.count }

    func residuals(_ parameters: LinearModelParameters) -> [Double] {
      var values: [Double] = []
      values.reserveCapacity(count)
      for (index, currents) in prediction.currents(parameters).enumerated() {
        let reference = cases[index].columnCurrents.elements
        for (value, wanted) in zip(currents.elements, reference) {
          values.append((value - wanted) * scales[index])
        }
      }
      return values
    }

    // The variables are square roots in typical units: no step can make a resistance negative.
    let units = [1.0, 1, 100, 100, 1]
    let fit = LeastSquares.minimize(from: [1, 1, 1, 1, 1], count: count) { variables in
      residuals(
        LinearModelParameters(values: zip(variables, units).map { $0 * $0 * $1 }))
    }
    // A resistance of zero is where that search slows down, as the square has no slope there.
    let values = Self.polished(zip(fit.variables, units).map { $0 * $0 * $1 }, units: units) {
      residuals(LinearModelParameters(values: $0))
    }
    parameters = LinearModelParameters(values: values)

    let jacobian = Self.jacobian(at: values, units: units) {
      residuals(LinearModelParameters(values: $0))
    }
    let squares = residuals(parameters).reduce(0) { $0 + $1 * $1 }
    let freedom = Double(max(count - values.count, 1))
    let variance = max(squares / freedom, Self.simulatorNoise * Self.simulatorNoise)
    (standardErrors, correlation) = Self.uncertainty(jacobian, variance: variance)
    isIdentifiable = zip(values, zip(standardErrors, units)).map { value, rest in
      let (error, unit) = rest
      return error.isFinite && 1.96 * error < max(value, 1e-3 * unit)
    }
  }

  /// Gauss–Newton steps in the parameters themselves, which may end on the bound of zero.
  private static func polished(
    _ start: [Double], units: [Double], residuals: ([Double]) -> [Double]
  ) -> [Double] {
    var values = start
    var errors = residuals(values)
    for _ in 0..<8 {
      let derivatives = jacobian(at: values, units: units, residuals: residuals)
      guard let next = stepped(values, derivatives, errors) else { break }
      let nextErrors = residuals(next)
      let squares = nextErrors.reduce(0) { $0 + $1 * $1 }
      guard squares < errors.reduce(0, { $0 + $1 * $1 }) else { break }
      (values, errors) = (next, nextErrors)
    }
    return values
  }

  /// The minimum of the linearized problem, with parameters that would be negative held at zero.
  ///
  /// - Returns: Nothing if the data do not determine the free parameters.
  private static func stepped(
    _ values: [Double], _ derivatives: Matrix, _ errors: [Double]
  ) -> [Double]? {
    var free = Array(values.indices)
    while !free.isEmpty {
      // A parameter on its bound has moved from its value to zero.
      let held = values.indices.filter { !free.contains($0) }
      let rest = errors.indices.map { row in
        held.reduce(errors[row]) { $0 - derivatives[row, $1] * values[$1] }
      }
      let columns = Matrix(rows: errors.count, columns: free.count) { derivatives[$0, free[$1]] }
      guard let inverse = (columns.transposed * columns).inverseOfDefinite() else { return nil }
      let slopes = free.indices.map { column in
        errors.indices.reduce(0.0) { $0 + columns[$1, column] * rest[$1] }
      }
      var next = values.map { _ in 0.0 }
      for (row, index) in free.enumerated() {
        next[index] =
          values[index] - slopes.indices.reduce(0.0) { $0 + inverse[row, $1] * slopes[$1] }
      }
      guard let lowest = free.min(by: { next[$0] < next[$1] }), next[lowest] < 0 else {
        return next.allSatisfy(\.isFinite) ? next : nil
      }
      free.removeAll { $0 == lowest }
    }
    return nil
  }

  /// The derivatives of the residuals; *residuals × parameters*.
  private static func jacobian(
    at values: [Double], units: [Double], residuals: ([Double]) -> [Double]
  ) -> Matrix {
    let columns = values.indices.map { index in
      // Central differences: the third derivative leaves 1e-8, rounding 1e-12.
      let step = 1e-4 * max(values[index], 1e-2 * units[index])
      var upper = values
      var lower = values
      upper[index] += step
      lower[index] = max(values[index] - step, 0)
      return zip(residuals(upper), residuals(lower)).map {
        ($0 - $1) / (upper[index] - lower[index])
      }
    }
    return Matrix(rows: columns.first?.count ?? 0, columns: columns.count) { columns[$1][$0] }
  }

  private static func uncertainty(
    _ jacobian: Matrix, variance: Double
  ) -> (standardErrors: [Double], correlation: Matrix) {
    let count = jacobian.columns
    let information = jacobian.transposed * jacobian
    guard let inverse = information.inverseOfDefinite() else {
      return (
        Array(repeating: .infinity, count: count),
        Matrix(rows: count, columns: count) { $0 == $1 ? 1 : 0 }
      )
    }
    let errors = (0..<count).map { (variance * inverse[$0, $0]).squareRoot() }
    let correlation = Matrix(rows: count, columns: count) {
      inverse[$0, $1] / (inverse[$0, $0] * inverse[$1, $1]).squareRoot()
    }
    return (errors, correlation)
  }
}
