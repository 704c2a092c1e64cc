internal import Foundation

/// Intervals of a quantity that cannot be negative, by the order of likelihood ratios.
///
/// An estimate x of μ ≥ 0 with a unit standard error may be negative. Cutting its usual interval off at 0
/// holds a μ near 0 too often, and leaves nothing of it where x is far below. The intervals of Feldman and
/// Cousins (Phys. Rev. D 57, 1998, 3873, section IV B) hold every μ ≥ 0 in 95 % and always have a length: a
/// value x is accepted for μ in the order of the likelihood of μ over that of the best μ ≥ 0, which is
/// exp(−(x − μ)²/2) for x ≥ 0 and exp(x μ − μ²/2) for x < 0.
public enum BoundedInterval {
  private static let level = 0.95

  /// The 95 % interval of a mean that is not negative.
  ///
  /// - Parameter x: The estimate in units of its standard error; of any sign.
  /// - Returns: The interval in the same units.
  public static func of(_ x: Double) -> ClosedRange<Double> {
    // The accepted range of μ is x₁(μ) to x₂(μ), and both ends grow with μ.
    let lower =
      x <= accepted(0).upper
      ? 0 : bisected(from: 0, to: x) { accepted($0).upper < x }
    let upper = bisected(from: lower, to: max(x, 0) + 3) { accepted($0).lower < x }
    return lower...upper
  }

  /// The values that are accepted for a mean.
  private static func accepted(_ mean: Double) -> (lower: Double, upper: Double) {
    func other(_ distance: Double) -> Double {
      // Where the ratio of likelihoods is that of mean + distance.
      distance <= mean ? mean - distance : 0.5 * (mean - distance * distance / mean)
    }
    let distance = bisected(from: 0, to: 4) { distance in
      NormalDistribution.probability(below: distance)
        - NormalDistribution.probability(below: other(distance) - mean) < level
    }
    return (other(distance), mean + distance)
  }

  /// Where a condition that holds below some value ceases to.
  private static func bisected(
    from lower: Double, to upper: Double, _ holds: (Double) -> Bool
  ) -> Double {
    var (lower, upper) = (lower, upper)
    for _ in 0..<50 {
      let middle = 0.5 * (lower + upper)
      if holds(middle) { lower = middle } else { upper = middle }
    }
    return 0.5 * (lower + upper)
  }
}
