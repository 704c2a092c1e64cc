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
}
