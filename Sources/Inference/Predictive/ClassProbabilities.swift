internal import Foundation
package import Records

/// The probabilities that samples of a network give the classes of images.
package struct ClassProbabilities: Sendable {
  /// The number of images.
  package let images: Int
  /// The number of classes.
  package let classes: Int
  /// For each sample *images × classes*.
  private let samples: [[Double]]

  /// Makes probabilities of outputs.
  ///
  /// - Parameters:
  ///   - outputs: For each sample *images × classes*.
  ///   - classes: The number of classes.
  ///   - areProbabilities: Whether outputs are probabilities already, instead of logits.
  package init(_ outputs: [[Float]], classes: Int, areProbabilities: Bool) {
    precondition(!outputs.isEmpty && outputs.allSatisfy { $0.count == outputs[0].count })
    self.classes = classes
    images = outputs[0].count / classes
    samples = outputs.map { outputs in
      areProbabilities
        ? outputs.map(Double.init)
        : stride(from: 0, to: outputs.count, by: classes).flatMap { start in
          Self.softmax(outputs[start..<start + classes])
        }
    }
  }

  private init(_ samples: [[Double]], classes: Int) {
    self.samples = samples
    self.classes = classes
    images = samples[0].count / classes
  }

  private static func softmax(_ logits: ArraySlice<Float>) -> [Double] {
    let largest = Double(logits.max() ?? 0)
    let parts = logits.map { exp(Double($0) - largest) }
    let sum = parts.reduce(0, +)
    return parts.map { $0 / sum }
  }

  /// The mean of all samples: what a network that is drawn anew for every image predicts.
  package var mean: ClassProbabilities {
    var sum = samples[0]
    for sample in samples.dropFirst() {
      for place in sum.indices { sum[place] += sample[place] }
    }
    return ClassProbabilities([sum.map { $0 / Double(samples.count) }], classes: classes)
  }

  /// Every sample alone.
  package var alone: [ClassProbabilities] {
    samples.map { ClassProbabilities([$0], classes: classes) }
  }

  /// For each image the entropy of the first sample, in nats.
  package var entropies: [Double] {
    rows.map { row in row.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 } }
  }

  /// For each image the entropy of the mean less the mean entropy: what samples disagree in, the information that one
  /// would give about which weights were drawn (Houlsby and others, arXiv 1112.5745).
  package var disagreements: [Double] {
    var found = mean.entropies
    for sample in alone {
      for (image, entropy) in sample.entropies.enumerated() {
        found[image] -= entropy / Double(samples.count)
      }
    }
    return found
  }

  private var rows: [ArraySlice<Double>] {
    stride(from: 0, to: samples[0].count, by: classes).map { samples[0][$0..<$0 + classes] }
  }

  // MARK: - Quality

  /// What the probabilities of the first sample are worth.
  ///
  /// - Parameters:
  ///   - labels: The class of every image.
  ///   - bins: The bins of the calibration error.
  ///   - unknown: The probabilities of images that the network does not know; nil for none.
  /// - Returns: The record.
  package func quality(
    labels: [Int], bins: Int, unknown: ClassProbabilities?
  ) -> EvaluationResult.PredictiveQuality {
    precondition(labels.count == images, "\(labels.count) labels of \(images) images")
    var (likelihood, brier) = (0.0, 0.0)
    var (counts, sums, right) = (
      [Int](repeating: 0, count: bins), [Double](repeating: 0, count: bins),
      [Int](repeating: 0, count: bins)
    )
    var isWrong: [Bool] = []
    for (row, label) in zip(rows, labels) {
      let wanted = row[row.startIndex + label]
      likelihood -= log(max(wanted, .leastNormalMagnitude))
      brier += row.reduce(0) { $0 + $1 * $1 } - 2 * wanted + 1
      // Of equal probabilities the first counts, as in an evaluation.
      let answer = row.indices.max { row[$0] < row[$1] || row[$0] == row[$1] && $0 > $1 } ?? 0
      let confidence = row[answer]
      let bin = min(bins - 1, Int(confidence * Double(bins)))
      let isRight = answer - row.startIndex == label
      counts[bin] += 1
      sums[bin] += confidence
      right[bin] += isRight ? 1 : 0
      isWrong.append(!isRight)
    }
    let all = Double(images)
    let entropies = self.entropies
    return EvaluationResult.PredictiveQuality(
      top1: Double(right.reduce(0, +)) / all,
      calibrationError: (0..<bins).reduce(0) {
        $0 + (Double(right[$1]) - sums[$1]).magnitude / all
      },
      negativeLogLikelihood: likelihood / all, brierScore: max(0, brier / all),
      entropy: entropies.reduce(0, +) / all,
      wrongAnswers: Self.area(
        of: zip(entropies, isWrong).filter(\.1).map(\.0),
        over: zip(entropies, isWrong).filter { !$0.1 }.map(\.0)),
      unknownData: unknown.flatMap { Self.area(of: $0.entropies, over: entropies) })
  }

  /// The area under the curve of true against false positives: the chance that one of some numbers is larger than one of
  /// others, equal ones by half.
  ///
  /// - Parameters:
  ///   - positives: Numbers that should be large.
  ///   - negatives: Numbers that should be small.
  /// - Returns: From 0 to 1; nil if either are missing.
  package static func area(of positives: [Double], over negatives: [Double]) -> Double? {
    guard !positives.isEmpty, !negatives.isEmpty else { return nil }
    let all = (positives.map { ($0, true) } + negatives.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var (rankSum, start) = (0.0, 0)
    while start < all.count {
      var end = start
      while end < all.count, all[end].0 == all[start].0 { end += 1 }
      // Equal numbers share the mean of their ranks.
      let rank = Double(start + end + 1) / 2
      rankSum += rank * Double(all[start..<end].count { $0.1 })
      start = end
    }
    let (own, other) = (Double(positives.count), Double(negatives.count))
    return (rankSum - own * (own + 1) / 2) / (own * other)
  }
}
