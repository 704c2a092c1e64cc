internal import Foundation
package import Records

extension Proportion {
  /// The share of images, or of their positions, that count.
  ///
  /// - Parameters:
  ///   - outcomes: Whether each image, or each position of each image, counts.
  ///   - sizes: The number of positions of each image, which are no draws of their own; nil for one each.
  package init(_ outcomes: [Bool], sizes: [Int]?) {
    let count = outcomes.count(where: { $0 })
    guard let sizes, sizes.contains(where: { $0 != 1 }) else {
      self.init(count, of: outcomes.count)
      return
    }
    let crossed = CrossedVariance([outcomes.map { $0 ? 1 : 0 }], sizes: sizes)
    self.init(
      count, of: outcomes.count, draws: min(crossed.draws, Double(outcomes.count)))
  }
}

extension CrossedVariance {
  /// The number of independent draws of a share that has this variance; that of images where nothing
  /// varies.
  fileprivate var draws: Double {
    let isKnown = variance > 0 && mean > 0 && mean < 1
    return isKnown ? mean * (1 - mean) / variance : Double(images)
  }
}

extension TrialMean {
  /// The mean share of images that count, over instances.
  ///
  /// Wilson's interval with the effective number of draws p (1 − p)/V, V the variance of the mean with
  /// instances and images as crossed random effects. Instances that are all alike are one, whose interval
  /// is that of its images.
  ///
  /// - Parameters:
  ///   - outcomes: For each instance, whether each image, or each position of each image, counts; equally
  ///     many each.
  ///   - sizes: The number of positions of each image; nil for one each.
  package init(_ outcomes: [[Bool]], sizes: [Int]? = nil) {
    precondition(!outcomes.isEmpty && !outcomes[0].isEmpty, "\(outcomes.count) instances of images")
    guard outcomes.dropFirst().contains(where: { $0 != outcomes[0] }) else {
      let share = Proportion(outcomes[0], sizes: sizes)
      self.init(mean: share.value, lower: share.lower, upper: share.upper)
      return
    }
    let crossed = CrossedVariance(outcomes.map { $0.map { $0 ? 1 : 0 } }, sizes: sizes)
    let mean = min(max(crossed.mean, 0), 1)
    let interval = WilsonInterval(
      share: mean, draws: crossed.draws, quantile: crossed.quantile())
    self.init(mean: mean, lower: interval.lower, upper: interval.upper)
  }

  /// The mean change of the share of images that count, against a reference on the same images.
  ///
  /// Every image is compared with itself, so that what is hard for both cancels. The variance is that of
  /// the differences, with instances and images as crossed random effects; half an image gained and half
  /// an image lost are counted to the others, so that few changes do not look like certainty (A. Agresti
  /// and Y. Min, Statistics in Medicine 24 (2005), page 729, who add twice as much, for many fewer
  /// pairs). Where images have positions, these are halves of a position.
  ///
  /// - Parameters:
  ///   - outcomes: For each instance, whether each image, or each position of each image, counts; equally
  ///     many each.
  ///   - reference: For each instance whether each image counts in the reference, or one row for all of
  ///     them.
  ///   - sizes: The number of positions of each image; nil for one each.
  package init(changeOf outcomes: [[Bool]], against reference: [[Bool]], sizes: [Int]? = nil) {
    let crossed = Self.differences(
      outcomes.map { $0.map { $0 ? 1 : 0 } }, reference.map { $0.map { $0 ? 1 : 0 } }, sizes)
    let count = Double(outcomes[0].count)
    let factor = count / (count + 1)
    // Two differences of one half to either side: 2 · ½² over the square of the number.
    let addition = 0.5 / (count * count)
    let half =
      crossed.quantile(adding: addition) * factor * (crossed.variance + addition).squareRoot()
    let center = crossed.mean * factor
    self.init(
      mean: crossed.mean, lower: max(min(center - half, crossed.mean), -1),
      upper: min(max(center + half, crossed.mean), 1))
  }

  /// The mean of a loss over instances and positions, with instances and images as crossed random effects.
  ///
  /// - Parameters:
  ///   - losses: For each instance the loss at each position of each image.
  ///   - reference: For each instance what is taken off, or one row for all of them; nil for nothing.
  ///   - sizes: The number of positions of each image.
  package init(losses: [[Double]], against reference: [[Double]]? = nil, sizes: [Int]) {
    let crossed = Self.differences(
      losses, reference ?? [[Double](repeating: 0, count: losses[0].count)], sizes)
    let half = crossed.quantile() * crossed.variance.squareRoot()
    self.init(mean: crossed.mean, lower: crossed.mean - half, upper: crossed.mean + half)
  }

  /// The components of differences; instances that are all alike are one.
  private static func differences(
    _ values: [[Double]], _ reference: [[Double]], _ sizes: [Int]?
  ) -> CrossedVariance {
    precondition(
      reference.count == 1 || reference.count == values.count,
      "\(reference.count) references for \(values.count) instances")
    let differences = values.enumerated().map { index, row in
      zip(row, reference[reference.count == 1 ? 0 : index]).map(-)
    }
    let isOne = differences.dropFirst().allSatisfy { $0 == differences[0] }
    return CrossedVariance(isOne ? [differences[0]] : differences, sizes: sizes)
  }

  /// Half the width of the interval.
  package var halfWidth: Double { (upper - lower) / 2 }
}
