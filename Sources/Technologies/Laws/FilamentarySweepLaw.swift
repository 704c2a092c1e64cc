internal import Crossbars
internal import Foundation

/// A tunneling gap in series with its filament; the state is the gap.
///
/// Currents know ρ/s alone, R_lrs β alone, and lengths in units of one of them: s, β and t keep their published
/// values, or those that are given. Eₐ takes several temperatures.
struct FilamentarySweepLaw: SweepLaw {
  var name: String { "filamentary" }

  /// Starts: gaps as the published law has them, at several shares of the filament in the best state.
  func starts(_ data: LawData) -> [LawStart] {
    let voltage = SinhSweepLaw.scan(data).voltage
    let conductances = data.conductances
    let least = 1 / (conductances.max() ?? 1e-6)
    let isWarm = data.temperatures.count > 1
    let thickness = 5e-9
    var starts: [LawStart] = []
    for share in [0.3, 0.03, 0.8] {
      for (voltageShare, length) in [(1.0, 0.42e-9), (0.6, 0.42e-9), (0.85, 0.8e-9)] {
        let energy = 0.05
        let boltzmann = 8.617333262e-5
        // In the best state the gap is a tenth of the oxide.
        let gapScale = (1 - share) * least / expm1(0.1 * thickness / length)
        let factor = 0.199
        let resistance = gapScale / factor / exp(energy / (boltzmann * data.readTemperature))
        let section = 10.62e-18
        let resistivity = share * least / (0.9 * thickness) * section
        let parameters = [
          LawParameter(
            key: "gap_resistance_ohm", start: resistance, scale: resistance,
            lowerBound: 1e-4 * resistance),
          LawParameter(
            key: "decay_length_meter", start: length, scale: length, lowerBound: 0.05 * length),
          LawParameter(
            key: SinhDevice.voltageKey, start: voltageShare * voltage, scale: voltage,
            lowerBound: 0.02 * voltage),
          LawParameter(
            key: "filament_resistivity_ohm_meter", start: resistivity, scale: resistivity,
            lowerBound: 1e-4 * resistivity),
          LawParameter(
            key: "activation_energy_electronvolt", start: energy, scale: energy, lowerBound: 0,
            obstacle: isWarm ? nil : "sweeps at one temperature"),
          LawParameter(
            key: "gap_factor", start: factor, scale: factor,
            obstacle: "its product with gap_resistance_ohm alone is seen"),
          LawParameter(
            key: "filament_cross_section_square_meter", start: section, scale: section,
            obstacle: "its ratio to filament_resistivity_ohm_meter alone is seen"),
          LawParameter(
            key: "oxide_thickness_meter", start: thickness, scale: thickness,
            obstacle: "currents do not know a length; decay and gaps count in units of it"),
        ]
        guard
          let device = device(parameters.map(\.start), temperature: data.readTemperature)
        else { continue }
        let range = device.conductanceRange
        let states = conductances.map {
          let inside = min(max($0, range.lowerBound), range.upperBound)
          let gap = device.state(ofConductance: inside).gap
          return max(length * log1p(gap / gapScale), 1e-3 * thickness)
        }
        starts.append(LawStart(parameters: parameters, states: states))
      }
    }
    return starts
  }

  private func device(_ values: [Double], temperature: Double) -> FilamentaryDevice? {
    FilamentaryDevice(
      FilamentaryDevice.Parameters(
        gapResistance: values[0], gapFactor: values[5], decayLength: values[1],
        activationEnergy: values[4], temperature: temperature, characteristicVoltage: values[2],
        resistivity: values[3], crossSection: values[6], thickness: values[7]))
  }

  func currents(
    at voltages: [Double], state: Double, temperature: Double, values: [Double]
  ) -> [Double]? {
    guard values[0] > 0, values[1] > 0, values[2] > 0,
      let device = device(values, temperature: temperature), state <= values[7]
    else { return nil }
    let conductance = conductance(ofState: state, temperature: temperature, values: values)
    return voltages.map { device.current(at: $0, conductance: conductance) }
  }

  func conductance(ofState state: Double, temperature: Double, values: [Double]) -> Double {
    let gapScale =
      values[0] * values[5] * exp(values[4] / (8.617333262e-5 * temperature))
    return 1
      / (gapScale * expm1(state / values[1]) + values[3] / values[6] * (values[7] - state))
  }

  func keys(_ values: [Double], states: [Double], data: LawData) -> [String] {
    [
      "gap_resistance_ohm = \(values[0])", "gap_factor = \(values[5])",
      "activation_energy_electronvolt = \(values[4])", "decay_length_meter = \(values[1])",
      "\(SinhDevice.voltageKey) = \(values[2])", "filament_resistivity_ohm_meter = \(values[3])",
      "filament_cross_section_square_meter = \(values[6])", "oxide_thickness_meter = \(values[7])",
    ]
  }
}
