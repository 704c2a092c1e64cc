internal import Crossbars
internal import Foundation

/// A magnetic tunnel junction, whose antiparallel state falls with the bias.
struct TunnelJunctionSweepLaw: SweepLaw {
  /// The numbers of the states with the largest and the least conductance.
  let parallel: Int
  let antiparallel: Int

  /// Creates the law, or nil if the data have a single state, of which no magnetoresistance is known.
  init?(_ data: LawData) {
    let conductances = data.conductances
    guard let most = conductances.indices.max(by: { conductances[$0] < conductances[$1] }),
      let least = conductances.indices.min(by: { conductances[$0] < conductances[$1] }),
      conductances[most] > 1.01 * conductances[least]
    else { return nil }
    (parallel, antiparallel) = (most, least)
  }

  var name: String { "mtj" }

  /// Both resistances are parameters, as their states are: those follow.
  func starts(_ data: LawData) -> [LawStart] {
    let conductances = data.conductances
    return [0.5, 1.5, 0.2].map { share in
      LawStart(
        parameters: [
          LawParameter(
            key: "half_voltage_volt", start: share * data.largestVoltage,
            scale: share * data.largestVoltage, lowerBound: 0.02 * data.largestVoltage),
          LawParameter(
            key: "on_resistance_ohm", start: 1 / conductances[parallel],
            scale: 1 / conductances[parallel], lowerBound: 1e-3 / conductances[parallel]),
          LawParameter(
            key: "off_resistance_ohm", start: 1 / conductances[antiparallel],
            scale: 1 / conductances[antiparallel], lowerBound: 1e-3 / conductances[antiparallel]),
        ],
        // The share of parallel domains.
        states: conductances.map {
          ($0 - conductances[antiparallel])
            / (conductances[parallel] - conductances[antiparallel])
        })
    }
  }

  func currents(
    at voltages: [Double], state: Double, temperature: Double, values: [Double]
  ) -> [Double]? {
    guard values[0] > 0, values[1] > 0, values[2] >= values[1] else { return nil }
    let device = TunnelJunctionDevice(
      parallelResistance: values[1], magnetoresistance: values[2] / values[1] - 1,
      halfVoltage: values[0])
    // In proportion to the parallel share, also a little beyond its ends.
    let up = voltages.map { device.current(at: $0, conductance: 1 / values[1]) }
    let down = voltages.map { device.current(at: $0, conductance: 1 / values[2]) }
    return zip(up, down).map { state * $0 + (1 - state) * $1 }
  }

  func conductance(ofState state: Double, temperature: Double, values: [Double]) -> Double {
    state / values[1] + (1 - state) / values[2]
  }

  func keys(_ values: [Double], states: [Double], data: LawData) -> [String] {
    ["half_voltage_volt = \(values[0])"]
  }
}
