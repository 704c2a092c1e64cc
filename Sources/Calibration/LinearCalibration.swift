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
    let values = zip(fit.variables, units).map { $0 * $0 * $1 }
    parameters = LinearModelParameters(values: values)

    let jacobian = Self.jacobian(at: values, units: units) {
      residuals(LinearModelParameters(values: $0))
    }
    let squares = fit.residuals.reduce(0) { $0 + $1 * $1 }
    let freedom = Double(max(count - values.count, 1))
    let variance = max(squares / freedom, Self.simulatorNoise * Self.simulatorNoise)
    (standardErrors, correlation) = Self.uncertainty(jacobian, variance: variance)
    isIdentifiable = zip(values, zip(standardErrors, units)).map { value, rest in
      let (error, unit) = rest
      return error.isFinite && 1.96 * error < max(value, 1e-3 * unit)
    }
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
