internal import Foundation

/// The exponential of a mean loss a position, or of a mean difference of two, with a 95 % interval.
///
/// The loss is the negative natural logarithm of the label's probability. Of one network the perplexity
/// is the number of classes among which it would have to guess to be as uncertain; the exponential of a
/// difference is the ratio of two perplexities.
public struct Perplexity: Sendable, Equatable, Codable {
  /// The perplexity, or the ratio.
  public var value: Double
  /// The lower end of the 95 % interval.
  public var lower: Double
  /// The upper end of the 95 % interval.
  public var upper: Double

  /// The perplexity of a loss.
  ///
  /// What is beyond the largest number in double precision becomes that number.
  ///
  /// - Parameter loss: The mean loss a position, or the mean difference, in nats.
  package init(ofLoss loss: TrialMean) {
    func exponential(_ exponent: Double) -> Double {
      min(exp(exponent), .greatestFiniteMagnitude)
    }
    value = exponential(loss.mean)
    lower = exponential(loss.lower)
    upper = exponential(loss.upper)
  }
}
