public import LinearAlgebra

/// A non-linear least-squares fit that says what its data know.
///
/// Goals, in order of priority:
/// 1. the estimate is the least-squares one, also where parameters trade against each other by
///    several orders of magnitude: steps come from singular values, not from normal equations;
/// 2. the interval is what the data know: covariance s² (JᵀJ)⁻¹ with central differences at the
///    solution, in the parameters themselves;
/// 3. a parameter that the data do not determine keeps its reference value, and the fit says why;
/// 4. few evaluations: derivatives are corrected from step to step (Broyden's update) and found anew
///    only where the correction has worn out, all of them in one batch that a caller can share
///    between threads.
public struct ParameterFit: Sendable {
  /// What the data say of every parameter, in order.
  public let estimates: [ParameterEstimate]
  /// The correlation between the estimates, *parameters × parameters*; a parameter that is not
  /// determined has none with any other.
  public let correlation: Matrix
  /// The standard deviation of a residual that the intervals are derived from.
  public let deviation: Double
  /// How often the residuals were evaluated.
  public let evaluations: Int
  /// Whether the steps ended because none could do better.
  public let hasConverged: Bool

  /// The estimates in order.
  public var values: [Double] { estimates.map(\.value) }

  /// Fits parameters.
  ///
  /// - Parameters:
  ///   - parameters: The parameters; at least one.
  ///   - noise: What the data are known to, in units of a residual: intervals are never narrower
  ///     than this allows.
  ///   - residuals: The residuals at several points at once: for every list of values the list of
  ///     residuals, more residuals than parameters.
  /// - Throws: What `residuals` throws.
  public init(
    _ parameters: [FitParameter], noise: Double,
    residuals: @escaping ([[Double]]) throws -> [[Double]]
  ) throws {
    var search = ParameterSearch(parameters, residuals: residuals)
    var free = Array(parameters.indices)
    var obstacles: [Int: String] = [:]
    var derivatives: Matrix
    var deviation: Double
    var quantile: Double
    // What is determined is judged at the solution, and the solution changes with what is free. A
    // parameter that is taken out never comes back, so that this ends.
    while true {
      derivatives = try search.minimize(free)
      // s² = Σ e² / (residuals − parameters), the unbiased estimate, and never below what is known of
      // the data: a perfect fit to rounded numbers is no proof of exact ones.
      let freedom = max(search.errors.count - free.count, 1)
      let squares = search.errors.reduce(0) { $0 + $1 * $1 }
      deviation = max((squares / Double(freedom)).squareRoot(), noise)
      quantile = studentQuantile(freedom: freedom)
      let verdict = Identifiability(
        derivatives: derivatives, deviation: deviation, quantile: quantile,
        names: free.map { parameters[$0].name })
      guard !verdict.obstacles.isEmpty else { break }
      for (position, obstacle) in verdict.obstacles {
        let index = free[position]
        obstacles[index] = obstacle
        search.values[index] = parameters[index].reference
      }
      free = verdict.determined.map { free[$0] }
      guard !free.isEmpty else { break }
    }
    // The covariance s² V Σ⁻² Vᵀ in units of the sizes, without forming JᵀJ, whose condition is the square.
    let parts = free.isEmpty ? nil : SingularDecomposition(derivatives)
    let errors = parts.map { Identifiability.standardErrors($0, deviation: deviation) } ?? []
    var correlation = Matrix(rows: parameters.count, columns: parameters.count) {
      $0 == $1 ? 1 : 0
    }
    var estimates = parameters.indices.map { index in
      let value = search.values[index]
      return ParameterEstimate(
        name: parameters[index].name, value: value, standardError: 0, lower: value, upper: value,
        obstacle: obstacles[index])
    }
    for (position, index) in free.enumerated() {
      let value = search.values[index]
      let error = errors[position] * search.sizes[index]
      estimates[index].standardError = error
      // An interval that reaches past a bound ends there.
      estimates[index].lower = max(value - quantile * error, parameters[index].lowerBound)
      estimates[index].upper = value + quantile * error
      guard let parts else { continue }
      for (other, otherIndex) in free.enumerated() where other != position {
        let covariance = parts.values.indices.reduce(0.0) {
          $0 + parts.right[position, $1] * parts.right[other, $1]
            / (parts.values[$1] * parts.values[$1])
        }
        correlation[index, otherIndex] =
          covariance * deviation * deviation / (errors[position] * errors[other])
      }
    }
    self.estimates = estimates
    self.correlation = correlation
    self.deviation = deviation
    evaluations = search.evaluations
    hasConverged = search.hasConverged
  }
}
