/// The samples of a device that is reset before each of them, not always completely.
///
/// A reset puts the device to −1, but with the probability h it stays where it was; what sets it, sets it to +1 alone.
/// So sample n is +1 with the probability pₙ after a −1 and pₙ + h (1 − pₙ) after a +1: a Markov chain of first order.
/// Before the first sample the device is at −1. With λₙ = h (1 − pₙ):
/// P(+1) of sample n is qₙ = pₙ + λₙ qₙ₋₁, q₋₁ = 0, and the covariance of samples m < n, of ± 1, is
/// 4 qₘ (1 − qₘ) λₘ₊₁ ⋯ λₙ. For one p these are q = p (1 − λⁿ⁺¹) / (1 − λ) and 4 q (1 − q) λⁿ⁻ᵐ.
public struct SampleChain: Sendable, Equatable {
  /// pₙ, the probability of +1 of every sample after a complete reset.
  public let probabilities: [Double]
  /// h, the probability that a reset leaves a device at +1.
  public let resetFailure: Double

  /// Describes samples.
  ///
  /// - Parameters:
  ///   - probabilities: The probability of +1 of every sample after a complete reset; at least one.
  ///   - resetFailure: The probability that a reset leaves a device at +1.
  public init(probabilities: [Double], resetFailure: Double = 0) {
    precondition(!probabilities.isEmpty, "no samples")
    (self.probabilities, self.resetFailure) = (probabilities, resetFailure)
  }

  /// qₙ, the probability of +1 of every sample.
  public var marginals: [Double] {
    var last = 0.0
    return probabilities.map { probability in
      last = probability + resetFailure * (1 - probability) * last
      return last
    }
  }

  /// The mean of the mean of all samples, of ± 1.
  public var mean: Double {
    2 * marginals.reduce(0, +) / Double(probabilities.count) - 1
  }

  /// The variance of the mean of all samples, of ± 1.
  public var variance: Double {
    let marginals = marginals
    var sum = 0.0
    // What of the variances of the samples before is still in the covariance with this one.
    var carried = 0.0
    for (probability, marginal) in zip(probabilities, marginals) {
      let own = 4 * marginal * (1 - marginal)
      carried *= resetFailure * (1 - probability)
      sum += own + 2 * carried
      carried += own
    }
    return sum / Double(probabilities.count * probabilities.count)
  }

  /// Draws the samples one after another.
  ///
  /// - Parameter generator: The source of chance.
  /// - Returns: The number of samples that are +1.
  public func count(using generator: inout SeededGenerator) -> Int {
    var (isSet, count) = (false, 0)
    for probability in probabilities {
      let chance = isSet ? probability + resetFailure * (1 - probability) : probability
      isSet = generator.uniform() < chance
      if isSet { count += 1 }
    }
    return count
  }
}
