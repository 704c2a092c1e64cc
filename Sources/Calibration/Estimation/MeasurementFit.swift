internal import Foundation
public import LinearAlgebra

/// A fit to measured currents, whose noise may grow with the current, and its intervals.
///
/// A reading is y(i) = o + I(i, θ) + ε(i) with the variance V(i) of ``ReadingNoise``, where I is the
/// current of the circuit and o an offset of the instrument. θ and o minimize Σ (y − o − I)² / V, with V at
/// the fitted currents and not at the readings, whose errors would pull the fit toward small ones; V
/// comes from the residuals by ``NoiseEstimate``; and both are repeated until the weights stand still
/// (Carroll and Ruppert, Transformation and Weighting in Regression, 1988, chapter 2).
///
/// Intervals come from the covariance C = (JᵀV⁻¹J)⁻¹ with central differences at the solution:
/// - of a variance that was estimated they know as little as the readings tell of it: Student's quantile
///   with Satterthwaite's degrees of freedom 2 C(i,i)² / Var C(i,i);
/// - where a parameter is held at its bound, they are about the least squares without the bound, and a
///   parameter's own interval is that of ``BoundedInterval``;
/// - where the noise is given and the readings scatter more, with a probability below 0.001, they are
///   wider by the ratio.
public struct MeasurementFit: Sendable {
  /// What the readings say of every parameter, in order.
  public let estimates: [ParameterEstimate]
  /// The correlation between the estimates, *parameters × parameters*.
  public let correlation: Matrix
  /// The instrument's offset, in amperes; nil if there is none by assumption.
  public let offset: ParameterEstimate?
  /// The standard deviation of the absolute part of the noise, in amperes; nil where standard
  /// deviations or weights were given.
  public let absoluteNoise: Double?
  /// The standard deviation of the proportional part of the noise; nil likewise.
  public let relativeNoise: Double?
  /// The standard deviation of every reading, in amperes.
  public let deviations: [Double]
  /// The residuals, y − o − I, over their standard deviations.
  public let standardResiduals: [Double]
  /// The root mean square of the residuals over their standard deviations, with the degrees of
  /// freedom of the fit: about 1 unless the noise was given.
  public let scatter: Double
  /// The probability that chance scatters readings of the given noise as much; nil if the noise was
  /// estimated.
  public let scatterProbability: Double?
  /// How often the currents were evaluated.
  public let evaluations: Int
  /// Whether the search ended because no step could do better, and the weights stood still.
  public let hasConverged: Bool

  /// Whether the readings scatter more than the given noise explains; intervals are wider then.
  public var contradictsNoise: Bool {
    (scatterProbability ?? 1) < Self.contradiction && scatter > 1
  }

  /// The estimates in order.
  public var values: [Double] { estimates.map(\.value) }

  private static let mostRounds = 15
  /// Weights that change by less than this beside each other change no estimate by a hundredth of its
  /// standard error.
  private static let settledWeights = 0.01
  /// A scatter that is less probable contradicts the given noise.
  static let contradiction = 0.001

  /// Fits parameters.
  ///
  /// - Parameters:
  ///   - parameters: The parameters; at least one.
  ///   - readings: The readings, in amperes; more than parameters, offset and parts of the noise.
  ///   - hasOffset: Whether the instrument may have an offset.
  ///   - noise: What is known of the noise.
  ///   - currents: The circuit's currents at several points at once: for every list of parameters one
  ///     current for each reading, in amperes.
  /// - Throws: What `currents` throws.
  public init(
    _ parameters: [FitParameter], readings: [Double], hasOffset: Bool, noise: ReadingNoise,
    currents: @escaping ([[Double]]) throws -> [[Double]]
  ) throws {
    let circuit = CountedCurrents(currents)
    let physical = parameters.count
    let start = try circuit(at: [parameters.map(\.reference)])[0]
    let scale = max(
      (readings.reduce(0) { $0 + $1 * $1 } / Double(max(readings.count, 1))).squareRoot(),
      .leastNormalMagnitude)
    var all = parameters
    if hasOffset {
      all.append(FitParameter(name: "instrument_offset_ampere", reference: 0, scale: scale))
    }
    var values = all.map(\.reference)
    var free = Array(all.indices)
    var obstacles: [Int: String] = [:]
    // Until there are residuals to tell, both parts of the noise count alike.
    var variances = NoiseEstimate.known(
      noise, start: start.map { 1e-4 * ($0 * $0 + scale * scale) })
    var state: Linearization
    var isSettled: Bool
    var hasFound: Bool
    while true {
      (isSettled, hasFound) = (false, false)
      var rounds = 0
      // The derivatives of the readings, in amperes for each parameter's own size of the last round.
      var known: (derivatives: Matrix, sizes: [Double])?
      repeat {
        rounds += 1
        let weights = variances.map { 1 / $0.squareRoot() }
        var search = ParameterSearch(all) { points in
          let found = try circuit(at: points.map { Array($0.prefix(physical)) })
          return zip(points, found).map { point, currents in
            let offset = hasOffset ? point[physical] : 0
            return currents.indices.map {
              (currents[$0] + offset - readings[$0]) * weights[$0]
            }
          }
        }
        search.values = values
        let sizes = zip(all, values).map { $0.size(at: $1) }
        var derivatives = try search.search(
          free,
          from: known.map { known in
            Matrix(rows: readings.count, columns: free.count) {
              known.derivatives[$0, $1] * weights[$0] * sizes[free[$1]] / known.sizes[free[$1]]
            }
          })
        if !search.hasConverged { derivatives = try search.minimize(free) }
        values = search.values
        hasFound = search.hasConverged
        let fitted = try circuit(at: [Array(values.prefix(physical))])[0]
        let offset = hasOffset ? values[physical] : 0
        let errors = readings.indices.map { readings[$0] - offset - fitted[$0] }
        let unweighted = Matrix(rows: derivatives.rows, columns: derivatives.columns) {
          derivatives[$0, $1] / weights[$0]
        }
        known = (unweighted, search.sizes)
        let estimate = NoiseEstimate(
          noise, errors: errors, currents: fitted, design: unweighted)
        // A factor that is common to all moves no minimum.
        let ratios = zip(estimate.variances, variances).map { log($0 / $1) }
        isSettled =
          (ratios.max() ?? 0) - (ratios.min() ?? 0) < Self.settledWeights
        variances = estimate.variances
        state = Linearization(
          derivatives: unweighted, errors: errors, noise: estimate,
          sizes: free.map { search.sizes[$0] })
      } while !isSettled && rounds < Self.mostRounds
      let verdict = state.identifiability(
        of: free.map { all[$0].name }, offset: hasOffset ? free.count - 1 : nil)
      guard !verdict.obstacles.isEmpty else { break }
      for (position, obstacle) in verdict.obstacles {
        let index = free[position]
        obstacles[index] = obstacle
        values[index] = all[index].reference
      }
      free = verdict.determined.map { free[$0] } + (hasOffset ? [physical] : [])
      guard !free.isEmpty else { break }
    }
    let isGiven = state.noise.components.isEmpty
    let freedom = max(readings.count - free.count, 1)
    let squares = state.standardResiduals.reduce(0) { $0 + $1 * $1 }
    scatter = (squares / Double(freedom)).squareRoot()
    scatterProbability =
      isGiven ? NormalDistribution.chance(ofSquares: squares, freedom: freedom) : nil
    let widening =
      (scatterProbability ?? 1) < Self.contradiction && scatter > 1 ? scatter : 1
    let intervals = state.intervals(
      values: free.map { values[$0] }, bounds: free.map { all[$0].lowerBound },
      widening: widening)
    var found = all.indices.map { index in
      ParameterEstimate(
        name: all[index].name, value: values[index], standardError: 0, lower: values[index],
        upper: values[index], obstacle: obstacles[index])
    }
    var correlation = Matrix(rows: physical, columns: physical) { $0 == $1 ? 1 : 0 }
    for (position, index) in free.enumerated() {
      found[index].standardError = intervals.standardErrors[position]
      found[index].lower = intervals.ranges[position].lowerBound
      found[index].upper = intervals.ranges[position].upperBound
      guard index < physical else { continue }
      for (other, otherIndex) in free.enumerated()
      where otherIndex < physical && other != position {
        correlation[index, otherIndex] = intervals.correlation[position, other]
      }
    }
    estimates = Array(found.prefix(physical))
    offset = hasOffset ? found[physical] : nil
    self.correlation = correlation
    absoluteNoise = state.noise.absolute
    relativeNoise = state.noise.relative
    deviations = state.noise.variances.map { $0.squareRoot() }
    standardResiduals = state.standardResiduals
    evaluations = circuit.evaluations
    hasConverged = hasFound && isSettled
  }
}

extension NoiseEstimate {
  /// The variances that a fit begins with: those that are given, or others.
  fileprivate static func known(_ noise: ReadingNoise, start: [Double]) -> [Double] {
    switch noise {
    case .deviations(let deviations): deviations.map { $0 * $0 }
    case .weights(let weights): weights.map { 1 / $0 }
    case .parts: start
    }
  }
}
