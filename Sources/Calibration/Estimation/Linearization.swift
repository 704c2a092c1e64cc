internal import Foundation
internal import LinearAlgebra

/// Readings about the solution of a ``MeasurementFit``, as far as a linear fit describes them.
struct Linearization {
  /// The derivatives of the readings by the free parameters over their standard deviations, in units of
  /// the parameters' sizes; *readings × parameters*.
  private let derivatives: Matrix
  /// The residuals over their standard deviations.
  let standardResiduals: [Double]
  /// The variances.
  let noise: NoiseEstimate
  private let sizes: [Double]

  /// Creates the linear fit.
  ///
  /// - Parameters:
  ///   - derivatives: The derivatives of the readings in units of the parameters' sizes; *readings ×
  ///     parameters*.
  ///   - errors: The residuals, readings less fitted ones.
  ///   - noise: The variances of the readings.
  ///   - sizes: The sizes of the parameters.
  init(derivatives: Matrix, errors: [Double], noise: NoiseEstimate, sizes: [Double]) {
    let weights = noise.variances.map { 1 / $0.squareRoot() }
    self.derivatives = Matrix(rows: derivatives.rows, columns: derivatives.columns) {
      derivatives[$0, $1] * weights[$0]
    }
    standardResiduals = zip(errors, weights).map(*)
    self.noise = noise
    self.sizes = sizes
  }

  /// The state before a fit, of which the variances alone are known.
  ///
  /// - Parameter noise: The variances.
  init(noise: NoiseEstimate) {
    derivatives = Matrix(rows: noise.variances.count, columns: 0)
    standardResiduals = noise.variances.map { _ in 0 }
    self.noise = noise
    sizes = []
  }

  /// The square of the number of standard errors that make an interval, without Student's correction.
  var squareOfQuantile: Double { Self.quantile * Self.quantile }

  private static let quantile = studentQuantile(freedom: .max)

  /// The change of all parameters toward the upper end of one's interval, the others following.
  ///
  /// - Parameter parameter: The place of the parameter.
  /// - Returns: The changes, in the parameters' units.
  func direction(_ parameter: Int) -> [Double] {
    let covariance = covariance(SingularDecomposition(derivatives))
    let error = covariance[parameter, parameter].squareRoot()
    return sizes.indices.map { Self.quantile * covariance[$0, parameter] / error * sizes[$0] }
  }

  /// Σ (y − o − I)² / V after changes of the parameters.
  ///
  /// - Parameter changes: The changes, in the parameters' units.
  /// - Returns: The sum that a linear fit promises.
  func squares(after changes: [Double]) -> Double {
    standardResiduals.indices.reduce(0.0) { sum, row in
      let error = changes.indices.reduce(standardResiduals[row]) {
        $0 - derivatives[row, $1] * changes[$1] / sizes[$1]
      }
      return sum + error * error
    }
  }

  /// How the fitted parameters change with the readings.
  ///
  /// - Parameter changes: Changes of the readings in amperes; *readings × cases*.
  /// - Returns: The changes of the parameters in units of their sizes; *parameters × cases*.
  func response(to changes: Matrix) -> Matrix {
    let parts = SingularDecomposition(derivatives)
    let weights = noise.variances.map { 1 / $0.squareRoot() }
    let projections = Matrix(rows: parts.values.count, columns: changes.columns) { part, column in
      weights.indices.reduce(0.0) {
        $0 + parts.left[$1, part] * weights[$1] * changes[$1, column]
      } / parts.values[part]
    }
    return parts.right * projections
  }

  private func covariance(_ parts: SingularDecomposition) -> Matrix {
    let count = parts.values.count
    return Matrix(rows: count, columns: count) { row, column in
      parts.values.indices.reduce(0.0) {
        $0 + parts.right[row, $1] * parts.right[column, $1] / (parts.values[$1] * parts.values[$1])
      }
    }
  }

  /// Which parameters the readings determine, whatever the offset is.
  ///
  /// - Parameters:
  ///   - names: The names of the parameters.
  ///   - offset: The place of the offset, which comes last and is not judged; nil if there is none.
  /// - Returns: The verdict.
  func identifiability(of names: [String], offset: Int?) -> Identifiability {
    let judged = offset ?? names.count
    var columns = (0..<judged).map { derivatives.column($0) }
    if let offset {
      let other = derivatives.column(offset)
      let square = other.reduce(0) { $0 + $1 * $1 }
      for index in columns.indices where square > 0 {
        let part = zip(columns[index], other).reduce(0) { $0 + $1.0 * $1.1 } / square
        for row in other.indices { columns[index][row] -= part * other[row] }
      }
    }
    return Identifiability(
      derivatives: Matrix(rows: derivatives.rows, columns: judged) { columns[$1][$0] },
      deviation: 1, quantile: Self.quantile, names: Array(names.prefix(judged)))
  }

  /// The intervals of the parameters, see ``MeasurementFit``.
  ///
  /// - Parameters:
  ///   - values: The values of the parameters.
  ///   - bounds: Their lower bounds.
  ///   - widening: A factor on what the noise makes of the standard errors.
  ///   - dependence: How the parameters follow others that are not fitted and may be off by their own
  ///     size, in units of the sizes; *parameters × others*.
  /// - Returns: Standard errors and 95 % intervals in the parameters' units, and the correlation.
  func intervals(
    values: [Double], bounds: [Double], widening: Double, dependence: Matrix
  ) -> (standardErrors: [Double], ranges: [ClosedRange<Double>], correlation: Matrix) {
    guard !values.isEmpty else { return ([], [], Matrix(rows: 0, columns: 0)) }
    let parts = SingularDecomposition(derivatives)
    let covariance = covariance(parts)
    // Where the least squares without bounds are: 0 away but for a parameter that is held.
    let projections = parts.values.indices.map { column in
      standardResiduals.indices.reduce(0.0) {
        $0 + parts.left[$1, column] * standardResiduals[$1]
      }
    }
    let freedoms = freedoms(covariance)
    let whole = Matrix(rows: values.count, columns: values.count) { row, column in
      (0..<dependence.columns).reduce(widening * widening * covariance[row, column]) {
        $0 + dependence[row, $1] * dependence[column, $1]
      }
    }
    var errors: [Double] = []
    var ranges: [ClosedRange<Double>] = []
    for (index, value) in values.enumerated() {
      let step = parts.values.indices.reduce(0.0) {
        $0 + parts.right[index, $1] * projections[$1] / parts.values[$1]
      }
      let center = value + step * sizes[index]
      let error = whole[index, index].squareRoot() * sizes[index]
      errors.append(error)
      let quantile = studentQuantile(freedom: freedoms[index])
      var (lower, upper) = (center - quantile * error, center + quantile * error)
      let bound = bounds[index]
      // Student's intervals are those of a somewhat larger error.
      let unit = error * quantile / Self.quantile
      if bound.isFinite, unit > 0, center - bound < 6 * unit {
        let range = BoundedInterval.of((center - bound) / unit)
        (lower, upper) = (bound + range.lowerBound * unit, bound + range.upperBound * unit)
      }
      ranges.append(min(lower, value)...max(upper, value))
    }
    let correlation = Matrix(rows: values.count, columns: values.count) {
      whole[$0, $1] / (whole[$0, $0] * whole[$1, $1]).squareRoot()
    }
    return (errors, ranges, correlation)
  }

  /// Satterthwaite's degrees of freedom of every parameter's variance.
  ///
  /// With C = (JᵀV⁻¹J)⁻¹ a component s with ∂V/∂s = v changes C(i,i) by (C JᵀV⁻¹ v V⁻¹J C)(i,i), and the
  /// restricted likelihood knows the components with the information ½ tr(P v P v′), P = V⁻¹ − V⁻¹J C JᵀV⁻¹.
  private func freedoms(_ covariance: Matrix) -> [Int] {
    let shares = noise.components.map { component in
      zip(component, noise.variances).map(/)
    }
    guard !shares.isEmpty else { return covariance.diagonal.map { _ in .max } }
    let inner = shares.map { covariance * weighted($0) }
    let information = Matrix(rows: shares.count, columns: shares.count) { row, column in
      let product = zip(shares[row], shares[column]).map(*)
      let explained = (covariance * weighted(product)).diagonal.reduce(0, +)
      let both = (inner[row] * inner[column]).diagonal.reduce(0, +)
      return 0.5 * (product.reduce(0, +) - 2 * explained + both)
    }
    // Two parts that cannot be told apart act as one.
    let uncertainty = information.inverseOfDefinite()
    let changes = inner.map { ($0 * covariance).diagonal }
    return covariance.diagonal.indices.map { index in
      var variance = 0.0
      for row in shares.indices {
        guard let uncertainty else {
          variance = max(
            variance, changes[row][index] * changes[row][index] / information[row, row])
          continue
        }
        for column in shares.indices {
          variance += changes[row][index] * uncertainty[row, column] * changes[column][index]
        }
      }
      let freedom = 2 * covariance[index, index] * covariance[index, index] / variance
      return freedom.isFinite ? Int(min(max(freedom, 1), 1e9)) : .max
    }
  }

  /// Jᵀ diag(factors) J of the weighted derivatives.
  private func weighted(_ factors: [Double]) -> Matrix {
    let count = derivatives.columns
    var product = Matrix(rows: count, columns: count)
    for row in factors.indices {
      for column in 0..<count {
        let left = factors[row] * derivatives[row, column]
        for other in 0...column { product[column, other] += left * derivatives[row, other] }
      }
    }
    for column in 0..<count {
      for other in 0..<column { product[other, column] = product[column, other] }
    }
    return product
  }
}

extension Matrix {
  fileprivate var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }
}
