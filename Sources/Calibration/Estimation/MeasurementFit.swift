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
/// - of a parameter that the readings do not determine, and that keeps its reference, the others allow
///   for an error of its own size;
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
    var search = try MeasurementSearch(
      parameters, readings: readings, hasOffset: hasOffset, noise: noise, circuit: circuit)
    let physical = parameters.count
    var obstacles: [Int: String] = [:]
    // What is determined is judged at the solution, and the solution changes with what is free. A
    // parameter that is taken out never comes back, so that this ends.
    while !search.free.isEmpty {
      try search.settle()
      let found = try search.withdraw()
      guard !found.isEmpty else { break }
      obstacles.merge(found) { first, _ in first }
    }
    let state = search.linearization
    let (free, all, values) = (search.free, search.parameters, search.values)
    let dependence = try search.dependence(on: obstacles.keys.sorted())
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
      widening: widening, dependence: dependence)
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
    hasConverged = search.hasConverged || free.isEmpty
  }
}
