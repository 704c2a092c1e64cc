internal import Foundation

/// How well programmed cells follow a fitted form.
///
/// Every cell above 0 S has, given that it is there, a probability of being lower that is evenly
/// distributed if the form is right. Each test gives the probability that chance alone makes cells
/// fit worse; coefficients that were fitted to the same cells make these a little too large.
public struct SpreadGoodness: Sendable, Equatable, Codable {
  /// Whether nothing contradicts the form: no probability is below ``threshold``.
  public var isConsistent: Bool
  /// The largest distance between the distribution of the cells and that of the form.
  public var distance: Double
  /// The probability of a larger distance (Kolmogorov and Smirnov).
  public var distanceProbability: Double
  /// The probability that spreads differ more from the fitted one from state to state.
  public var spreadProbability: Double
  /// The probability that the mean of all cells differs more from the fitted one.
  public var meanProbability: Double
  /// The probability that means differ more from instance to instance; absent for one instance.
  public var instanceProbability: Double?
  /// The number of instances.
  public var instances: Int
  /// The number of cells of 0 S, and how many the form expects.
  public var cellsAtZero: Int
  /// The number of cells of 0 S that the form expects.
  public var expectedCellsAtZero: Double

  /// The probability below which a test contradicts the form.
  public static let threshold = 0.001

  init(_ likelihood: SpreadLikelihood, coefficients: [Double], samples: [ConductanceSample]) {
    var uniform: [Double] = []
    var excess: [(state: Double, square: Double, variance: Double)] = []
    var means: [String: (sum: Double, variance: Double)] = [:]
    var atZero = 0
    var expected = 0.0
    for (index, sample) in samples.enumerated() {
      let place = likelihood.place(index, coefficients)
      let floor = place.floor
      let below = NormalDistribution.probability(below: floor)
      if likelihood.form.isFunctionOfState {
        expected += below
        guard sample.measured > 0 else {
          atZero += 1
          continue
        }
      }
      let z = (place.found - place.mean) / place.deviation
      let above = max(NormalDistribution.probability(below: -floor), 1e-300)
      uniform.append((NormalDistribution.probability(below: z) - below) / above)
      // The moments of a normal number that is larger than the floor.
      let hazard = floor.isFinite ? NormalDistribution.hazard(below: -floor) : 0
      let edge = floor.isFinite ? floor : 0
      let square = 1 + edge * hazard
      let fourth = 3 + (edge * edge * edge + 3 * edge) * hazard
      excess.append((sample.target, z * z - square, fourth - square * square))
      let mean = means[sample.instance] ?? (0, 0)
      means[sample.instance] = (mean.sum + z - hazard, mean.variance + square - hazard * hazard)
    }
    cellsAtZero = atZero
    expectedCellsAtZero = expected
    uniform.sort()
    let count = Double(max(uniform.count, 1))
    distance = uniform.enumerated().reduce(0) { largest, item in
      max(
        largest, item.element - Double(item.offset) / count,
        Double(item.offset + 1) / count - item.element)
    }
    distanceProbability = NormalDistribution.chance(
      ofDistance: distance, count: max(uniform.count, 1))
    spreadProbability = Self.spreadProbability(excess, coefficients: coefficients.count)
    let sum = means.values.reduce((0.0, 0.0)) { ($0.0 + $1.sum, $0.1 + $1.variance) }
    let meanProbability = NormalDistribution.chance(
      ofSquares: sum.0 * sum.0 / max(sum.1, 1e-300), freedom: 1)
    self.meanProbability = meanProbability
    instances = means.count
    instanceProbability =
      means.count < 2
      ? nil
      : NormalDistribution.chance(
        ofSquares: means.values.reduce(0) { $0 + $1.sum * $1.sum / max($1.variance, 1e-300) }
          - sum.0 * sum.0 / max(sum.1, 1e-300), freedom: means.count - 1)
    isConsistent = [
      distanceProbability, spreadProbability, meanProbability, instanceProbability ?? 1,
    ].allSatisfy { $0 >= Self.threshold }
  }

  /// Compares mean squares with the fitted ones in groups of neighboring states.
  private static func spreadProbability(
    _ excess: [(state: Double, square: Double, variance: Double)], coefficients: Int
  ) -> Double {
    let sorted = excess.sorted { $0.state < $1.state }
    // A χ² needs groups of some twenty squares.
    let groups = min(coefficients + 10, sorted.count / 20)
    guard groups > coefficients else { return 1 }
    let squares = (0..<groups).reduce(0.0) { sum, group in
      let range =
        group * sorted.count / groups..<(group + 1) * sorted.count / groups
      let found = sorted[range].reduce((0.0, 0.0)) { ($0.0 + $1.square, $0.1 + $1.variance) }
      return sum + found.0 * found.0 / max(found.1, 1e-300)
    }
    return NormalDistribution.chance(ofSquares: squares, freedom: groups - coefficients)
  }
}
