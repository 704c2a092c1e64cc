internal import Foundation
internal import LinearAlgebra

/// The variances of readings, estimated by restricted maximum likelihood.
///
/// Readings y = X β + ε with independent ε of the variances V(i) = Σ s(k) v(k, i) have residuals that
/// are smaller than ε, because β was fitted to them. The likelihood of what X cannot explain (Patterson
/// and Thompson, Biometrika 58, 1971, 545) takes that into account: with W = V⁻¹ and the residuals e of
/// the best β under W, −2 ln L = Σ ln V + ln det XᵀWX + eᵀWe. For one component it gives
/// Σ e² / (readings − parameters), the unbiased variance.
///
/// The two components of ``ReadingNoise/parts(absolute:relative:)`` are found by their ratio: for
/// every ratio the common scale has a closed form, so that one number is searched for.
struct NoiseEstimate {
  /// The variance of every reading.
  let variances: [Double]
  /// The standard deviation of the absolute part, in the unit of the readings; nil without parts.
  let absolute: Double?
  /// The standard deviation of the proportional part; nil without parts.
  let relative: Double?
  /// The derivatives of the variances by the components that were estimated and are not 0.
  let components: [[Double]]

  /// No reading is known better than this part of their RMS: the relative tolerance of solvers.
  private static let floor = 1e-9
  /// The logarithms of the ratios of components that are told apart from 0.
  private static let ratios = -18.0...18.0

  /// Estimates the variances.
  ///
  /// - Parameters:
  ///   - noise: What is known of them.
  ///   - errors: The residuals of a fit.
  ///   - currents: The fitted currents.
  ///   - design: The derivatives of the readings by what was fitted, in any units; *readings ×
  ///     parameters*.
  init(_ noise: ReadingNoise, errors: [Double], currents: [Double], design: Matrix) {
    let likelihood = RestrictedLikelihood(errors: errors, design: design)
    let square = currents.reduce(0) { $0 + $1 * $1 } / Double(max(currents.count, 1))
    let least = max(Self.floor * Self.floor * square, .leastNormalMagnitude)
    func floored(_ variances: [Double]) -> [Double] { variances.map { max($0, least) } }
    let ones = [Double](repeating: 1, count: errors.count)
    let squares = currents.map { $0 * $0 }
    func combined(_ a: Double, _ b: Double) -> [Double] {
      floored(squares.map { a + b * $0 })
    }
    switch noise {
    case .deviations(let deviations):
      (variances, components) = (deviations.map { $0 * $0 }, [])
      (absolute, relative) = (nil, nil)
    case .weights(let weights):
      let shape = weights.map { 1 / $0 }
      let scale = likelihood.scale(of: shape)
      variances = floored(shape.map { scale * $0 })
      components = [shape]
      (absolute, relative) = (nil, nil)
    case .parts(let a?, let b?):
      (variances, components) = (combined(a * a, b * b), [])
      (absolute, relative) = (a, b)
    case .parts(let a?, nil):
      let b = Self.added(to: combined(a * a, 0), squares, likelihood)
      variances = combined(a * a, b)
      components = b > 0 ? [squares] : []
      (absolute, relative) = (a, b.squareRoot())
    case .parts(nil, let b?):
      let a = Self.added(to: combined(0, b * b), ones, likelihood)
      variances = combined(a, b * b)
      components = a > 0 ? [ones] : []
      (absolute, relative) = (a.squareRoot(), b)
    case .parts(nil, nil):
      // Shares of the mean variance; only one of them where currents are all alike.
      func shape(_ share: Double) -> [Double] { combined((1 - share) * square, share) }
      let share = Self.share { likelihood.profiled(shape($0)) }
      let scale = likelihood.scale(of: shape(share))
      let (a, b) = (scale * (1 - share) * square, scale * share)
      variances = combined(a, b)
      components = (a > 0 ? [ones] : []) + (b > 0 ? [squares] : [])
      (absolute, relative) = (a.squareRoot(), b.squareRoot())
    }
  }

  /// The variances that a fit begins with: those that are given, or others.
  ///
  /// - Parameters:
  ///   - noise: What is known of the noise.
  ///   - variances: The variances where their parts are to be estimated.
  /// - Returns: The variances without components.
  static func beforeFit(
    _ noise: ReadingNoise, otherwise variances: [Double]
  ) -> NoiseEstimate {
    switch noise {
    case .deviations(let deviations): NoiseEstimate(variances: deviations.map { $0 * $0 })
    case .weights(let weights): NoiseEstimate(variances: weights.map { 1 / $0 })
    case .parts: NoiseEstimate(variances: variances)
    }
  }

  private init(variances: [Double]) {
    self.variances = variances
    (absolute, relative, components) = (nil, nil, [])
  }

  /// The share of one of two components that minimizes a deviance, from 0 to 1.
  private static func share(_ deviance: (Double) -> Double) -> Double {
    func share(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
    let inner = share(minimum { deviance(share($0)) })
    return [0, 1, inner].min { deviance($0) < deviance($1) } ?? inner
  }

  /// How much of a component is in the errors beside variances that are known.
  private static func added(
    to known: [Double], _ component: [Double], _ likelihood: RestrictedLikelihood
  ) -> Double {
    // Alone it would explain all errors.
    let whole = likelihood.scale(of: component.map { max($0, .leastNormalMagnitude) })
    func deviance(_ amount: Double) -> Double {
      likelihood.deviance(zip(known, component).map { $0 + amount * $1 })
    }
    let inner = whole * exp(minimum { deviance(whole * exp($0)) })
    return deviance(0) <= deviance(inner) ? 0 : inner
  }

  /// Where a function of a logarithm is smallest: on a grid, then by golden sections.
  private static func minimum(_ function: (Double) -> Double) -> Double {
    let grid = Array(stride(from: ratios.lowerBound, through: ratios.upperBound, by: 1.5))
    let values = grid.map(function)
    let best = values.indices.min { values[$0] < values[$1] } ?? 0
    let around = grid[max(best - 1, 0)]...grid[min(best + 1, grid.count - 1)]
    return LinearAlgebra.minimum(in: around, to: 1e-3, of: function)
  }
}
