import Crossbars
import Foundation
import Inference
import Records
import Testing

/// What probabilities are worth, against sums by hand.
struct ClassProbabilitiesTests {
  /// Three images of two classes.
  private func probabilities(_ values: [Float]) -> ClassProbabilities {
    ClassProbabilities([values], classes: 2, areProbabilities: true)
  }

  @Test func `every number is that of its definition`() {
    // Answers 0 (.9, right), 0 (.7, wrong), 1 (.6, right) and 1 (.65, right).
    let found = probabilities([0.9, 0.1, 0.7, 0.3, 0.4, 0.6, 0.35, 0.65])
      .quality(labels: [0, 1, 1, 1], bins: 5, unknown: nil)
    #expect(found.top1 == 0.75)
    // Bins of .2: .6, .65 and .7 share one (2 right of 3, sum 1.95), .9 is alone.
    #expect((found.calibrationError - (0.05 + 0.1) / 4).magnitude < 1e-6)
    let likelihood = -(log(0.9) + log(0.3) + log(0.6) + log(0.65)) / 4
    #expect((found.negativeLogLikelihood - likelihood).magnitude < 1e-6)
    let brier = (2 * 0.01 + 2 * 0.49 + 2 * 0.16 + 2 * 0.1225) / 4
    #expect((found.brierScore - brier).magnitude < 1e-6)
    func entropy(_ p: Double) -> Double { -p * log(p) - (1 - p) * log(1 - p) }
    let entropies = [0.9, 0.7, 0.6, 0.65].map(entropy)
    #expect((found.entropy - entropies.reduce(0, +) / 4).magnitude < 1e-6)
    // The wrong answer's entropy is above one of three right ones'.
    #expect((found.wrongAnswers ?? 0) == 1.0 / 3)
    #expect(found.unknownData == nil)
  }

  @Test func `an answer that is sure and right costs nothing`() {
    let found = probabilities([1, 0, 0, 1]).quality(labels: [0, 1], bins: 15, unknown: nil)
    #expect(found.calibrationError == 0 && found.negativeLogLikelihood == 0)
    #expect(found.brierScore == 0 && found.entropy == 0 && found.wrongAnswers == nil)
  }

  @Test func `logits become probabilities however large they are`() {
    let found = ClassProbabilities([[1000, 998]], classes: 2, areProbabilities: false)
      .quality(labels: [0], bins: 15, unknown: nil)
    #expect((found.negativeLogLikelihood - log(1 + exp(-2.0))).magnitude < 1e-12)
  }

  @Test func `samples are averaged, and what they disagree in is told`() {
    let all = ClassProbabilities(
      [[1, 0, 0.5, 0.5], [0, 1, 0.5, 0.5]], classes: 2, areProbabilities: true)
    #expect(all.mean.entropies.allSatisfy { ($0 - log(2)).magnitude < 1e-12 })
    // Both are as uncertain; the first alone by samples that contradict each other.
    #expect((all.disagreements[0] - log(2)).magnitude < 1e-12)
    #expect(all.disagreements[1].magnitude < 1e-12)
    #expect(all.alone.count == 2 && all.alone[1].entropies[0] == 0)
  }

  @Test func `the area under the curve is the share of pairs in order`() {
    var generator = SeededGenerator(seed: 5, stream: 1)
    // Whole numbers, so that many are equal.
    let (some, others) = (
      (0..<60).map { _ in Double(generator.integer(below: 12)) },
      (0..<80).map { _ in Double(generator.integer(below: 9)) }
    )
    var sum = 0.0
    for one in some { for other in others { sum += one > other ? 1 : one == other ? 0.5 : 0 } }
    let found = ClassProbabilities.area(of: some, over: others) ?? 0
    #expect((found - sum / 4800).magnitude < 1e-12)
    #expect(ClassProbabilities.area(of: [], over: others) == nil)
    #expect(ClassProbabilities.area(of: [2, 3], over: [1]) == 1)
  }
}
