internal import Foundation
internal import LinearAlgebra

/// The likelihood of variances given the residuals of a linear fit, see ``NoiseEstimate``.
struct RestrictedLikelihood {
  private let errors: [Double]
  /// An orthonormal basis of what the fit can explain; *readings × dimensions*.
  private let basis: Matrix

  /// Prepares the likelihood.
  ///
  /// - Parameters:
  ///   - errors: The residuals.
  ///   - design: The derivatives of the readings by what was fitted, in any units; *readings ×
  ///     parameters*, at least as many readings as parameters.
  init(errors: [Double], design: Matrix) {
    self.errors = errors
    let scales = (0..<design.columns).map { column in
      design.column(column).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let visible = scales.indices.filter { scales[$0] > 0 && scales[$0].isFinite }
    let scaled = Matrix(rows: design.rows, columns: visible.count) {
      design[$0, visible[$1]] / scales[visible[$1]]
    }
    guard !visible.isEmpty else {
      basis = Matrix(rows: errors.count, columns: 0)
      return
    }
    // Directions that differ from others by rounding alone explain nothing more.
    let parts = SingularDecomposition(scaled)
    let kept = parts.values.indices.filter { parts.values[$0] > 1e-9 * parts.values[0] }
    basis = Matrix(rows: design.rows, columns: kept.count) { parts.left[$0, kept[$1]] }
  }

  /// What is left of the readings.
  private var freedom: Double { Double(max(errors.count - basis.columns, 1)) }

  /// The scale of variances whose ratios are given: Σ e² / V over the degrees of freedom.
  ///
  /// - Parameter shape: The variances up to the scale; all above 0.
  /// - Returns: The scale.
  func scale(of shape: [Double]) -> Double { terms(shape).squares / freedom }

  /// −2 ln L of variances, up to a constant.
  ///
  /// - Parameter variances: The variances; all above 0.
  /// - Returns: The deviance.
  func deviance(_ variances: [Double]) -> Double {
    let terms = terms(variances)
    return terms.logarithms + terms.squares
  }

  /// −2 ln L of variances with their best scale, up to a constant.
  ///
  /// - Parameter shape: The variances up to the scale; all above 0.
  /// - Returns: The deviance.
  func profiled(_ shape: [Double]) -> Double {
    let terms = terms(shape)
    return terms.logarithms + freedom * log(max(terms.squares / freedom, .leastNormalMagnitude))
  }

  /// Σ ln V + ln det XᵀWX, and eᵀWe of the residuals of the best fit under W = V⁻¹.
  private func terms(_ variances: [Double]) -> (logarithms: Double, squares: Double) {
    let count = basis.columns
    // Weights about 1, so that none of the products overflows; the determinant is scaled back.
    let unit = exp(variances.reduce(0) { $0 + log($1) } / Double(max(variances.count, 1)))
    var matrix = Matrix(rows: count, columns: count)
    var vector = [Double](repeating: 0, count: count)
    var squares = 0.0
    for row in errors.indices {
      let weight = unit / variances[row]
      squares += weight * errors[row] * errors[row]
      for column in 0..<count {
        let product = weight * basis[row, column]
        vector[column] += product * errors[row]
        for other in 0...column { matrix[column, other] += product * basis[row, other] }
      }
    }
    // Cholesky's factor in place: the determinant is the product of its squared diagonal, and the part
    // of the squares that the fit explains is |L⁻¹ b|².
    var logarithms = Double(variances.count) * log(unit)
    for column in 0..<count {
      for other in 0..<column {
        let entry = matrix[column, other]
        var sum = entry
        for inner in 0..<other { sum -= matrix[column, inner] * matrix[other, inner] }
        matrix[column, other] = sum / matrix[other, other]
      }
      var pivot = matrix[column, column]
      let whole = pivot
      for inner in 0..<column { pivot -= matrix[column, inner] * matrix[column, inner] }
      // A direction that no weight tells from the others.
      pivot = max(pivot, 1e-14 * whole, .leastNormalMagnitude)
      matrix[column, column] = pivot.squareRoot()
      var value = vector[column]
      for inner in 0..<column { value -= matrix[column, inner] * vector[inner] }
      vector[column] = value / matrix[column, column]
      squares -= vector[column] * vector[column]
      logarithms += log(pivot) - log(unit)
    }
    return (logarithms, max(squares, 0) / unit)
  }
}
