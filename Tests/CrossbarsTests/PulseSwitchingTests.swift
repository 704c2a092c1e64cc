import Configuration
import Crossbars
import Foundation
import Testing

@Suite struct PulseSwitchingTests {
  private let law = PulseSwitching(
    pulseDuration: 10e-9, attemptTime: 1e-9, stability: 60, criticalVoltage: 0.5)

  @Test(arguments: [
    // 10 exp(−60 (1 − V/.5)) by hand: exp(−6.9) at .4425 V, exp(−3) at .475 V.
    (0.4425, 1 - exp(-10 * 0.001007785429048511)), (0.475, 1 - exp(-10 * 0.049787068367863944)),
    (0.5, 1 - exp(-10.0)),
  ])
  func `a pulse switches with the chance of thermal activation`(voltage: Double, chance: Double) {
    let found = law.probability(at: voltage)
    #expect((found / chance - 1).magnitude < 1e-9, "\(found), not \(chance)")
  }

  @Test(arguments: [1e-6, 0.01, 0.5, 0.99])
  func `a chance has its voltage`(chance: Double) {
    let found = law.probability(at: law.voltage(for: chance))
    #expect((found / chance - 1).magnitude < 1e-9, "\(found), not \(chance)")
  }

  @Test func `no chance takes no voltage, and none beyond the critical one`() {
    #expect(law.voltage(for: 0) == 0)
    #expect(law.probability(at: 0.6) == law.largestProbability)
    // Heat alone, 10 exp(−60), exceeds that.
    #expect(law.voltage(for: 1e-30) == 0)
  }

  private static let table = """
    [switching]
    pulse_second = 10e-9
    attempt_time_second = 1e-9
    stability = 60
    critical_voltage_volt = 0.5
    """

  private func technology(_ text: String) throws -> Technology {
    try Technology(
      ConfigurationDocument(text: TechnologyFileTests.valid + "\n" + text, source: "t.toml"))
  }

  @Test func `a technology says how pulses switch its cells`() throws {
    #expect(try technology(Self.table).switching == law)
    #expect(try technology("").switching == nil)
  }

  @Test(arguments: [
    ("stability = 60", "stability = 0.5", "stability"),
    ("stability = 60", "", "stability"),
    ("stability = 60", "stability = 60\ndelta = 60", "delta"),
    ("pulse_second = 10e-9", "pulse_second = 1e-9", "pulse_second"),
    ("critical_voltage_volt = 0.5", "critical_voltage_volt = -0.5", "critical_voltage_volt"),
  ])
  func `a key of the table is refused by name`(key: String, other: String, name: String) {
    let error = #expect(throws: InputError.self) {
      try technology(Self.table.replacingOccurrences(of: key, with: other))
    }
    #expect(error?.location?.contains(name) == true)
  }
}
