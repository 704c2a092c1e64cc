import Inference
import Records
import TestSupport
import Testing

struct ProportionTests {
  @Test func `Wilson's interval has its closed form at the ends`() {
    // With no success the upper end is z²/(n + z²), z² = 3.84146.
    let none = Proportion(0, of: 10)
    #expect(none.lower == 0)
    #expect(Tolerance(relative: 1e-5).admits(none.upper, reference: 3.841459 / 13.841459))
    let all = Proportion(10, of: 10)
    #expect(all.upper == 1)
    #expect(Tolerance(relative: 1e-5).admits(all.lower, reference: 10 / 13.841459))
  }

  @Test func `the ends of Wilson's interval solve its equation`() {
    let share = Proportion(9065, of: 10_000)
    for end in [share.lower, share.upper] {
      // (p̂ − p)² = z² p (1 − p)/n; the tolerance is rounding of the square.
      let left = (share.value - end) * (share.value - end)
      let right = 3.841_458_820_694_124 * end * (1 - end) / 10_000
      #expect(Tolerance(relative: 1e-9).admits(left, reference: right))
    }
  }

  @Test func `a bootstrap of equal instances is close to Wilson's interval`() {
    let outcomes = (0..<2000).map { $0 % 5 != 0 }
    let mean = TrialMean([outcomes, outcomes], seed: 1)
    let wilson = Proportion(1600, of: 2000)
    #expect(TrialMean([outcomes], seed: 1).upper == wilson.upper)
    #expect(mean.mean == 0.8)
    // 1000 resamples know the percentiles to about a tenth of the interval's width.
    let tolerance = 0.1 * (wilson.upper - wilson.lower)
    #expect((mean.lower - wilson.lower).magnitude < tolerance)
    #expect((mean.upper - wilson.upper).magnitude < tolerance)
  }

  @Test func `a bootstrap repeats with its seed and sees the spread of instances`() {
    let alike = [[Bool]](repeating: (0..<500).map { $0 % 2 == 0 }, count: 4)
    let spread = (0..<4).map { trial in (0..<500).map { $0 % 5 <= trial } }
    #expect(TrialMean(spread, seed: 5) == TrialMean(spread, seed: 5))
    let narrow = TrialMean(alike, seed: 5)
    let wide = TrialMean(spread, seed: 5)
    #expect(wide.mean == 0.5)
    #expect(wide.upper - wide.lower > 2 * (narrow.upper - narrow.lower))
  }
}
