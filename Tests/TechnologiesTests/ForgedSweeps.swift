import Crossbars
import Foundation

import Technologies

/// Sweeps of a known device, with seeded noise and an instrument's offset, as a laboratory would have
/// measured them.
struct ForgedSweeps {
  /// The noise of a reading that does not depend on the current, over the largest current.
  var absoluteNoise = 2e-4
  /// The noise in proportion to the current.
  var relativeNoise = 2e-3
  /// The instrument's current at 0 V, over the largest current of a curve.
  var offset = 3e-3
  /// The voltages, in volts.
  var voltages: [Double] = (-20...20).map { Double($0) * 0.025 }
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed, stream: 11)
  }

  /// A trace of a law.
  mutating func trace(
    _ state: String, temperature: Double? = nil, _ current: (Double) -> Double
  ) -> SweepTrace {
    let exact = voltages.map(current)
    let largest = exact.reduce(0) { max($0, $1.magnitude) }
    let points = zip(voltages, exact).enumerated().map { index, pair in
      SweepPoint(
        voltage: pair.0,
        current: pair.1 * (1 + relativeNoise * generator.normal())
          + largest * (offset + absoluteNoise * generator.normal()), line: index + 2)
    }
    return SweepTrace(
      state: state, source: "forged.csv", temperature: temperature, direction: .both,
      points: points)
  }

  /// Traces of one device for several conductances.
  mutating func traces(of device: any Device, _ conductances: [Double]) -> [SweepTrace] {
    conductances.enumerated().map { index, conductance in
      trace("state \(index)") { device.current(at: $0, conductance: conductance) }
    }
  }
}
