internal import Crossbars
internal import Foundation

/// The static read of JART VCM v1b; the state is the concentration of vacancies in the disc, in units of
/// 10²⁶ per cubic meter.
struct JARTSweepLaw: SweepLaw {
  private static let unit = 1e26
  /// What sweeps may determine; the other parameters keep their published values, or those given.
  private static let fitted: Set = [
    "filament_radius_meter", "barrier_height_volt", "fermi_offset_volt", "series_resistance_ohm",
  ]
  /// All parameters, with the published values.
  private static let published = JARTParameters.keys.map { key in
    LawParameter(
      key: key.name, start: JARTParameters()[key], scale: 1,
      obstacle: fitted.contains(key.name) ? nil : "keeps its published value")
  }

  var name: String { "jart-vcm" }
  var leastState: Double { 1e-4 }

  func starts(_ data: LawData) -> [LawStart] {
    guard data.largestVoltage <= 1 else { return [] }
    let parameters = Self.published.map { parameter in
      var parameter = parameter
      parameter.scale = max(parameter.start.magnitude, 1e-30)
      parameter.lowerBound = 0.02 * parameter.start
      return parameter
    }
    let values = parameters.map(\.start)
    // The concentration whose current at the reference voltage is nearest.
    let states = data.states.indices.map { state -> Double in
      let curve = data.curves.first { $0.state == state } ?? data.curves[0]
      let wanted = curve.conductance
      let grid = (0...60).map { pow(10, Double($0) / 60 * 4.4 - 3.1) }
      return grid.min {
        distance($0, to: wanted, curve.temperature, values)
          < distance($1, to: wanted, curve.temperature, values)
      } ?? 1
    }
    return [LawStart(parameters: parameters, states: states)]
  }

  /// How far a state's conductance is from a wanted one, as a logarithm.
  private func distance(
    _ state: Double, to wanted: Double, _ temperature: Double, _ values: [Double]
  ) -> Double {
    let found = conductance(ofState: state, temperature: temperature, values: values)
    return log(max(found, 1e-30) / wanted).magnitude
  }

  private func circuit(
    _ state: Double, _ temperature: Double, _ values: [Double]
  ) -> (circuit: JARTCircuit, reference: Double)? {
    var parameters = JARTParameters()
    for (key, value) in zip(JARTParameters.keys, values) { parameters[key] = value }
    guard parameters.barrierHeight > parameters.fermiOffset, state > 0 else { return nil }
    return (
      JARTCircuit(parameters, concentration: state * Self.unit, temperature: temperature),
      parameters.referenceVoltage
    )
  }

  func currents(
    at voltages: [Double], state: Double, temperature: Double, values: [Double]
  ) -> [Double]? {
    guard let (circuit, _) = circuit(state, temperature, values) else { return nil }
    return voltages.map { circuit.law(at: $0).current }
  }

  func conductance(ofState state: Double, temperature: Double, values: [Double]) -> Double {
    guard let (circuit, reference) = circuit(state, temperature, values) else { return 0 }
    return circuit.law(at: reference).current / reference
  }

  func keys(_ values: [Double], states: [Double], data: LawData) -> [String] {
    let (low, high) = (states.min() ?? 1, states.max() ?? 1)
    return zip(JARTParameters.keys, values).map { "\($0.name) = \($1)" }
      + [
        "disc_concentration_range_per_cubic_meter = [\(low * 0.99 * Self.unit), \(high * 1.01 * Self.unit)]"
      ]
  }
}
