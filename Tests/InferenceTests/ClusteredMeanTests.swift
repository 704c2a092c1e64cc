import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Records
import TestSupport
import Testing

/// Means over the positions of images, whose draws are the images.
struct ClusteredMeanTests {
  @Test func `positions that say the same tell no more than one`() {
    // 40 texts of 25 positions: all of a text are right, or none.
    let texts = (0..<40).map { $0 % 4 != 0 }
    let sizes = [Int](repeating: 25, count: 40)
    let positions = texts.flatMap { [Bool](repeating: $0, count: 25) }
    let share = Proportion(positions, sizes: sizes)
    #expect(share.count == 750 && share.total == 1000)
    // The variance of a mean of n is p (1 − p)/(n − 1), by Student's quantile of 39 degrees, 2.0227.
    let draws = 39 * pow(1.959964 / 2.0227, 2)
    #expect(Tolerance(relative: 1e-3).admits(share.draws ?? 0, reference: draws))
    let wilson = WilsonInterval(share: 0.75, draws: share.draws ?? 0)
    #expect(share.lower == wilson.lower && share.upper == wilson.upper)
    #expect(Proportion(texts, sizes: nil) == Proportion(30, of: 40))
    #expect(Proportion(texts, sizes: [Int](repeating: 1, count: 40)) == Proportion(30, of: 40))
  }

  @Test func `positions that all differ alike are as many draws`() {
    // Every text has the same share, so that texts differ by nothing: at most the positions are draws.
    let positions = (0..<1000).map { $0 % 5 != 0 }
    let share = Proportion(positions, sizes: [Int](repeating: 25, count: 40))
    #expect(share.draws == 40)
    // Three of them swapped between texts make it known, and the positions are the limit.
    var swapped = positions
    swapped.swapAt(0, 26)
    #expect(Proportion(swapped, sizes: [Int](repeating: 25, count: 40)).draws == 1000)
  }

  @Test func `texts of several lengths make a ratio of totals`() throws {
    // Losses 1 in three positions, 3 in one, 2 in two: mean 10/6, residuals s − R m −2, 4/3, 2/3.
    let losses = [1, 1, 1, 3, 2, 2.0]
    let mean = TrialMean(losses: [losses], sizes: [3, 1, 2])
    #expect(Tolerance(relative: 1e-12).admits(mean.mean, reference: 10.0 / 6))
    let residuals = [-2, 4.0 / 3, 2.0 / 3]
    let variance = residuals.reduce(0) { $0 + $1 * $1 } / 2 / 3 / 4
    let half = 4.3027 * variance.squareRoot()
    #expect(Tolerance(relative: 1e-6).admits(mean.halfWidth, reference: half))
  }

  @Test func `a change of losses is paired`() {
    var generator = SeededGenerator(seed: 5, stream: 1)
    let sizes = [Int](repeating: 10, count: 50)
    let digital = (0..<500).map { _ in 3 * generator.uniform() }
    let arrays = (0..<3).map { _ in digital.map { $0 + 0.1 + 0.01 * generator.normal() } }
    let change = TrialMean(losses: arrays, against: [digital], sizes: sizes)
    let whole = TrialMean(losses: arrays, sizes: sizes)
    #expect(abs(change.mean - 0.1) < 2e-3 && change.halfWidth < 3e-3)
    #expect(whole.halfWidth > 20 * change.halfWidth)
    let ratio = Perplexity(ofLoss: change)
    #expect(Tolerance(relative: 1e-12).admits(ratio.value, reference: exp(change.mean)))
    let none = TrialMean(losses: [digital, digital], against: [digital], sizes: sizes)
    #expect(none == TrialMean(mean: 0, lower: 0, upper: 0))
  }

  @Test func `a perplexity beyond all numbers is the largest`() {
    let perplexity = Perplexity(ofLoss: TrialMean(mean: 1e4, lower: 1, upper: 1e6))
    #expect(perplexity.value == .greatestFiniteMagnitude && perplexity.lower == exp(1))
  }

  /// The intervals of a share and of a loss hold what they should, over simulated sets of texts.
  @Test(arguments: [8, 60])
  func `intervals over positions hold in about 95 of 100 studies`(texts: Int) {
    var generator = SeededGenerator(seed: 17, stream: UInt64(texts))
    let studies = 2000
    var (shares, losses) = (0, 0)
    for _ in 0..<studies {
      let sizes = (0..<texts).map { _ in 10 + Int(generator.uniform() * 20) }
      var outcomes: [Bool] = []
      var values: [Double] = []
      for size in sizes {
        // Texts are harder and easier: 0.6 ± 0.1 of their positions are right, their losses 2 ± 0.3.
        let share = 0.5 + 0.2 * generator.uniform()
        let loss = 2 + 0.3 * generator.normal()
        for _ in 0..<size {
          outcomes.append(generator.uniform() < share)
          values.append(loss + generator.normal())
        }
      }
      let share = Proportion(outcomes, sizes: sizes)
      if share.lower <= 0.6, share.upper >= 0.6 { shares += 1 }
      let mean = TrialMean(losses: [values], sizes: sizes)
      if mean.lower <= 2, mean.upper >= 2 { losses += 1 }
    }
    for held in [shares, losses] {
      #expect((0.93...0.97).contains(Double(held) / Double(studies)), "\(held) of \(studies)")
    }
  }
}
