import Calibration
import Foundation
import Testing

struct BoundedIntervalTests {
  @Test func `holds every mean in 95 of 100 estimates`() {
    let step = 0.02
    let intervals = stride(from: -7.0, through: 12, by: step).map {
      (x: $0, BoundedInterval.of($0))
    }
    for mean in [0, 0.1, 0.5, 1, 1.7, 2.5, 4] {
      let share = intervals.reduce(0) { sum, item in
        let density = exp(-0.5 * (item.x - mean) * (item.x - mean)) / (2 * Double.pi).squareRoot()
        return sum + (item.1.contains(mean) ? density * step : 0)
      }
      // The ends of the accepted range are known to a step of the largest density, .4.
      #expect((share - 0.95).magnitude < 0.01, "\(mean): \(share)")
    }
  }

  @Test func `is the usual one far from the bound, and never empty`() {
    let usual = BoundedInterval.of(8)
    #expect((usual.lowerBound - 6.04004).magnitude < 1e-4)
    #expect((usual.upperBound - 9.95996).magnitude < 1e-4)
    // Feldman and Cousins 1998, table X: 0 to 1.96 at an estimate of 0, 0 to 0.42 at -3.
    let atBound = BoundedInterval.of(0)
    #expect(atBound.lowerBound == 0 && (atBound.upperBound - 1.96).magnitude < 0.005)
    let below = BoundedInterval.of(-3)
    #expect(below.lowerBound == 0 && (below.upperBound - 0.42).magnitude < 0.005)
  }
}
