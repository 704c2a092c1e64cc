import Crossbars
import Inference
import LinearAlgebra
import Records
import TestSupport
import Testing

/// Means over instances and images against what closed forms make of them.
struct TrialMeanTests {
  /// The 97.5 % quantiles of Student's distribution, from its tables.
  private static let student = [1: 12.7062, 2: 4.30265, 3: 3.18245, 4: 2.77645, 9: 2.26216]

  @Test(arguments: student.keys.sorted())
  func `Student's quantile is that of the tables`(freedom: Int) throws {
    let wanted = try #require(Self.student[freedom])
    // The expansion is 0.12 % low at 3 degrees.
    #expect(
      Tolerance(relative: 2e-3).admits(studentQuantile(freedom: freedom), reference: wanted))
  }

  @Test func `instances that are all the same have Wilson's interval`() {
    let outcomes = (0..<2000).map { $0 % 5 != 0 }
    let wilson = Proportion(1600, of: 2000)
    for count in [1, 4] {
      let mean = TrialMean([[Bool]](repeating: outcomes, count: count))
      #expect(mean == TrialMean(mean: 0.8, lower: wilson.lower, upper: wilson.upper))
    }
  }

  @Test func `chips that differ in images of their own have Student's interval`() {
    // Three chips miss 10, 20 and 30 images of 10 000, none of them shared: their means differ by a
    // deviation of 0.001, and the images' part is 0 because nothing repeats over chips.
    let outcomes = [0..<10, 100..<120, 200..<230].map { missed in
      (0..<10_000).map { !missed.contains($0) }
    }
    let mean = TrialMean(outcomes)
    #expect(Tolerance(relative: 1e-12).admits(mean.mean, reference: 0.998))
    // (p̂ − p)² = t² V p (1 − p) / (p̂ (1 − p̂)) at the ends, V = 0.001²/3. The estimate of the images'
    // part is −3 % of V, cut at 0, and the quantile that of two degrees to 0.01 %.
    for end in [mean.lower, mean.upper] {
      let left = (mean.mean - end) * (mean.mean - end)
      let right =
        4.30265 * 4.30265 * 1e-6 / 3 * end * (1 - end) / (mean.mean * (1 - mean.mean))
      #expect(Tolerance(relative: 1e-3).admits(left, reference: right))
    }
  }

  @Test func `a change is of the images that changed, not of all`() {
    // 100 of 10 000 images are lost and 40 won, on every chip alike.
    let digital = (0..<10_000).map { $0 < 8000 }
    let outcomes = digital.indices.map { $0 < 100 ? false : $0 >= 9960 ? true : digital[$0] }
    let change = TrialMean(changeOf: [outcomes, outcomes], against: [digital])
    #expect(Tolerance(relative: 1e-12).admits(change.mean, reference: -0.006))
    // z √((b + c − (b − c)²/n) / n²) of McNemar's table; half an image to either side adds 0.4 %.
    let half = 1.959964 * (140 - 60.0 * 60 / 10_000).squareRoot() / 10_000
    #expect(Tolerance(relative: 5e-3).admits(change.halfWidth, reference: half))
    // Without pairs it would be four times as wide.
    let top1 = TrialMean([outcomes])
    #expect(top1.halfWidth > 3 * change.halfWidth)
  }

  @Test func `no change at all is no certainty`() {
    let digital = (0..<50).map { $0 % 3 > 0 }
    let change = TrialMean(changeOf: [digital], against: [digital])
    #expect(change.mean == 0)
    #expect(change.lower < -0.01 && change.upper > 0.01)
    #expect(change.upper == -change.lower)
  }

  @Test func `the order of instances and images counts for nothing`() {
    var chance = SeededGenerator(seed: 3, stream: 1)
    let outcomes = (0..<4).map { chip in
      (0..<300).map { _ in chance.uniform() < 0.8 + 0.03 * Double(chip) }
    }
    let mean = TrialMean(outcomes)
    let turned = TrialMean(outcomes.reversed().map { $0.reversed() })
    for (one, other) in [(mean.lower, turned.lower), (mean.upper, turned.upper)] {
      // Sums of integers: only the last operations round.
      #expect(Tolerance(relative: 1e-12).admits(one, reference: other))
    }
  }
}
