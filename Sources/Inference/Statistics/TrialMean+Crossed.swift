package import Records

extension TrialMean {
  /// The mean share of images that count, over instances.
  ///
  /// Wilson's interval with the effective number of draws p (1 − p)/V, V the variance of the mean with
  /// instances and images as crossed random effects. Instances that are all alike are one, whose interval
  /// is that of its images.
  ///
  /// - Parameter outcomes: For each instance, whether each image counts; equally many images each.
  package init(_ outcomes: [[Bool]]) {
    precondition(!outcomes.isEmpty && !outcomes[0].isEmpty, "\(outcomes.count) instances of images")
    guard outcomes.dropFirst().contains(where: { $0 != outcomes[0] }) else {
      let share = Proportion(outcomes[0].count(where: { $0 }), of: outcomes[0].count)
      self.init(mean: share.value, lower: share.lower, upper: share.upper)
      return
    }
    let crossed = CrossedVariance(outcomes.map { $0.map { $0 ? 1 : 0 } })
    let mean = crossed.mean
    let isKnown = crossed.variance > 0 && mean > 0 && mean < 1
    let interval = WilsonInterval(
      share: mean,
      draws: isKnown ? mean * (1 - mean) / crossed.variance : Double(crossed.images),
      quantile: crossed.quantile())
    self.init(mean: mean, lower: interval.lower, upper: interval.upper)
  }

  /// The mean change of the share of images that count, against a reference on the same images.
  ///
  /// Every image is compared with itself, so that what is hard for both cancels. The variance is that of
  /// the differences, with instances and images as crossed random effects; half an image gained and half
  /// an image lost are counted to the others, so that few changes do not look like certainty (A. Agresti
  /// and Y. Min, Statistics in Medicine 24 (2005), page 729, who add twice as much, for many fewer
  /// pairs).
  ///
  /// - Parameters:
  ///   - outcomes: For each instance, whether each image counts; equally many images each.
  ///   - reference: For each instance whether each image counts in the reference, or one row for all of
  ///     them.
  package init(changeOf outcomes: [[Bool]], against reference: [[Bool]]) {
    precondition(
      reference.count == 1 || reference.count == outcomes.count,
      "\(reference.count) references for \(outcomes.count) instances")
    var differences = outcomes.enumerated().map { index, row in
      zip(row, reference[reference.count == 1 ? 0 : index]).map { outcome, reference -> Int8 in
        outcome == reference ? 0 : outcome ? 1 : -1
      }
    }
    if differences.dropFirst().allSatisfy({ $0 == differences[0] }) {
      differences = [differences[0]]
    }
    let crossed = CrossedVariance(differences)
    let images = Double(crossed.images)
    let factor = images / (images + 1)
    // Two differences of one half to either side: 2 · ½² over the square of the number.
    let addition = 0.5 / (images * images)
    let half =
      crossed.quantile(adding: addition) * factor * (crossed.variance + addition).squareRoot()
    let center = crossed.mean * factor
    self.init(
      mean: crossed.mean, lower: max(min(center - half, crossed.mean), -1),
      upper: min(max(center + half, crossed.mean), 1))
  }

  /// Half the width of the interval.
  package var halfWidth: Double { (upper - lower) / 2 }
}
