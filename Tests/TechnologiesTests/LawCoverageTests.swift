import Calibration
import Crossbars
import Foundation
import Testing

import Technologies

/// Intervals of laws hold the truth as often as they say.
struct LawCoverageTests {
  /// The share of trials whose interval holds the truth.
  private static func share(
    _ trials: Int, _ device: String, key: String, _ forge: (UInt64) -> ([SweepTrace], Double)
  ) throws -> Double {
    var held = 0
    for trial in 0..<trials {
      let (traces, truth) = forge(UInt64(trial))
      let found = try LawComparison(MeasuredStates(traces: traces), named: device)
      let fit = try #require(found.fits.first)
      let estimate = try #require(fit.parameters.first { $0.name == key })
      #expect(estimate.isDetermined)
      if estimate.lower <= truth, truth <= estimate.upper { held += 1 }
    }
    return Double(held) / Double(trials)
  }

  // Of 400 trials at 95 % a share is off by three standard deviations of 1.1 % in one run of 400.
  private static let accepted = 0.917...0.983

  @Test(arguments: [(2e-3, 0.0), (2e-4, 5e-3), (1e-5, 2e-2)])
  func `the interval of a sinh's voltage holds`(absolute: Double, relative: Double) throws {
    let share = try Self.share(400, "sinh", key: "sinh_voltage_volt") { seed in
      var forged = ForgedSweeps(seed: 1000 + seed)
      forged.absoluteNoise = absolute
      forged.relativeNoise = relative
      let voltage = 0.2 + 0.001 * Double(seed % 100)
      let device = SinhDevice(characteristicVoltage: voltage)
      return (forged.traces(of: device, [1e-5, 3e-5, 7e-5]), voltage)
    }
    #expect(Self.accepted.contains(share), "\(share)")
  }

  @Test func `the interval of a polynomial's coefficient holds`() throws {
    let share = try Self.share(400, "polynomial", key: "relative_coefficients[1]") { seed in
      var forged = ForgedSweeps(seed: 5000 + seed)
      // Even and odd parts far beyond the noise, so that the shape is never in doubt.
      guard
        let device = try? PolynomialDevice(
          relativeCoefficients: [0.4, 3], largestVoltage: 0.5)
      else { preconditionFailure("no polynomial") }
      return (forged.traces(of: device, [1e-5, 5e-5]), 3)
    }
    // Now and then a further power is taken for noise: its share is below three in a hundred.
    #expect((0.89...0.983).contains(share), "\(share)")
  }

  @Test func `the interval of a junction's half voltage holds`() throws {
    let share = try Self.share(400, "mtj", key: "half_voltage_volt") { seed in
      var forged = ForgedSweeps(seed: 9000 + seed)
      forged.voltages = (-20...20).map { Double($0) * 0.04 }
      let device = TunnelJunctionDevice(
        parallelResistance: 6e3, magnetoresistance: 1.4, halfVoltage: 0.5)
      return (forged.traces(of: device, [1 / 6e3, 1 / 14.4e3]), 0.5)
    }
    #expect(Self.accepted.contains(share), "\(share)")
  }
}
