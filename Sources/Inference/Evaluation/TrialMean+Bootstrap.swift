internal import Crossbars
internal import Records

extension TrialMean {
  /// The mean share of images that count, with a bootstrap interval.
  ///
  /// One instance has Wilson's interval: there is nothing to draw from but its images, and a
  /// bootstrap of images that all agree has no width.
  ///
  /// A resample draws instances and, independently, images, both with replacement: every instance
  /// sees the same images, so they are drawn together. The interval lies between the 2.5 and 97.5
  /// percentiles of the means of 1000 resamples.
  ///
  /// - Parameters:
  ///   - outcomes: For each instance, whether each image counts; equally many images each.
  ///   - seed: The seed of the resampling.
  package init(_ outcomes: [[Bool]], seed: UInt64) {
    let trials = outcomes.count
    let images = outcomes.first?.count ?? 0
    precondition(trials > 0 && images > 0, "\(trials) instances of \(images) images")
    if trials == 1 {
      let share = Proportion(outcomes[0].count(where: { $0 }), of: images)
      self.init(mean: share.value, lower: share.lower, upper: share.upper)
      return
    }
    let mean =
      Double(outcomes.reduce(0) { $0 + $1.count(where: { $0 }) }) / Double(trials * images)
    // The stream of resampling is far from those of programming, which begin with the trial.
    var generator = SeededGenerator(seed: seed, stream: .max)
    let resamples = 1000
    var means: [Double] = []
    means.reserveCapacity(resamples)
    var counts = [Int](repeating: 0, count: images)
    for _ in 0..<resamples {
      for image in counts.indices { counts[image] = 0 }
      for _ in 0..<trials {
        let drawn = outcomes[generator.integer(below: trials)]
        for image in counts.indices where drawn[image] { counts[image] += 1 }
      }
      var sum = 0
      for _ in 0..<images { sum += counts[generator.integer(below: images)] }
      means.append(Double(sum) / Double(trials * images))
    }
    means.sort()
    self.init(
      mean: mean, lower: means[resamples / 40 - 1], upper: means[resamples - resamples / 40])
  }
}
