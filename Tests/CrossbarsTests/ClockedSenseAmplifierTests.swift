import Crossbars
import Foundation
import Testing

/// The latch of a sense amplifier, against its differential equation.
struct ClockedSenseAmplifierTests {
  private static let amplifier = ClockedSenseAmplifier(
    thresholdVoltage: 0.01, supplyVoltage: 0.8, regenerationTime: 1e-11, decisionTime: 8e-11)

  /// τ du/dt = u (1 − u²/S²) by the classical method of Runge and Kutta.
  private func integrated(from start: Double, time: Double) -> Double {
    func slope(_ u: Double) -> Double { u * (1 - u * u / 0.64) / 1e-11 }
    let steps = 4000
    let step = time / Double(steps)
    var u = start
    for _ in 0..<steps {
      let a = slope(u)
      let b = slope(u + step / 2 * a)
      let c = slope(u + step / 2 * b)
      let d = slope(u + step * c)
      u += step / 6 * (a + 2 * b + 2 * c + d)
    }
    return u
  }

  @Test(arguments: [1e-6, -3e-5, 2e-3, 0.3, -0.7])
  func `a latch grows as its equation says`(difference: Double) {
    for time in [0, 1e-11, 4e-11, 8e-11] {
      let found = Self.amplifier.latchVoltage(at: 0.01 + difference, after: time)
      // An error of the fourth order in steps of a fiftieth of τ.
      #expect((found - integrated(from: difference, time: time)).magnitude < 1e-9)
    }
  }

  @Test func `a latch decides where it comes to half of the supply in time`() {
    let amplifier = Self.amplifier
    for difference in [1e-5, -4e-4, 0.05, -0.39] {
      let time = amplifier.decisionTime(at: 0.01 + difference)
      let found = amplifier.latchVoltage(at: 0.01 + difference, after: time)
      #expect((found.magnitude - 0.4).magnitude < 1e-12)
      let isInTime = time <= amplifier.decisionTime
      let sign = difference > 0 ? 1 : -1
      #expect(amplifier.decision(at: 0.01 + difference) == (isInTime ? sign : 0))
    }
    let window = amplifier.metastableVoltage
    #expect((amplifier.decisionTime(at: 0.01 + window) / 8e-11 - 1).magnitude < 1e-9)
    #expect(amplifier.decision(at: 0.01 + 1.001 * window) == 1)
    #expect(amplifier.decision(at: 0.01 - 1.001 * window) == -1)
    #expect(amplifier.decision(at: 0.01 + 0.999 * window) == 0)
    // An offset is added to the threshold.
    #expect(amplifier.decision(at: 0.012, offset: 0.005) == -1)
  }
}
