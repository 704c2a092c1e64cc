internal import Crossbars
internal import Foundation

/// I = A₁ V + A₃ V³ with A₁ = a₀ + a₁ g + a₂ T and A₃ = b₀ g + b₁ g² + b₂ T^−1.33; the state is g.
///
/// The unit of g is free: a₁ keeps 1, or what is given. a₂, and a₀ with it, take several temperatures; at one,
/// g is the conductance.
struct MetalOxideSweepLaw: SweepLaw {
  var name: String { "metal-oxide" }

  func starts(_ data: LawData) -> [LawStart] {
    let reference = data.readTemperature
    let fits = data.curves.map { curve in
      let fit = WeightedPolynomial.combination(
        of: [0, 1, 3].map { power in curve.voltages.map { pow($0, Double(power)) } },
        curve.currents, weights: curve.deviations.map { 1 / ($0 * $0) })
      return (
        linear: max(fit.coefficients[1], 0.05 * curve.conductance), cubic: fit.coefficients[2]
      )
    }
    let isWarm = data.temperatures.count > 1
    // A₁ rises by a₂ with the temperature in every state alike.
    var (slope, weight) = (0.0, 0.0)
    for (left, first) in data.curves.enumerated() {
      for (right, second) in data.curves.enumerated()
      where left < right && first.state == second.state {
        let step = second.temperature - first.temperature
        slope += step * (fits[right].linear - fits[left].linear)
        weight += step * step
      }
    }
    slope = weight > 0 ? slope / weight : 0
    let conductances = data.states.indices.map { state in
      let own = data.curves.indices.filter { data.curves[$0].state == state }
      return own.reduce(0) {
        $0 + fits[$1].linear - slope * (data.curves[$1].temperature - reference)
      } / Double(max(own.count, 1))
    }
    // A₃ of every curve is a parabola of the conductance, and b₂ T^−1.33 beside.
    let states = data.curves.map { conductances[$0.state] }
    let cubics = fits.map(\.cubic)
    var functions: [[Double]] = [states, states.map { $0 * $0 }]
    functions.append(data.curves.map { _ in 1 })
    if isWarm {
      functions.append(data.curves.map { pow($0.temperature, -1.33) - pow(reference, -1.33) })
    }
    let usable = min(functions.count, data.curves.count)
    let parabola = WeightedPolynomial.combination(
      of: Array(functions.prefix(usable)), cubics,
      weights: states.map { 1 / ($0 * $0) }
    ).coefficients
    func coefficient(_ index: Int) -> Double { index < parabola.count ? parabola[index] : 0 }
    let scale = coefficient(3)
    let constant = coefficient(2) - (isWarm ? scale * pow(reference, -1.33) : 0)
    let lowest = conductances.min() ?? 1e-6
    // With g = G − d the parabola loses its constant at either root d.
    var offsets = [0.0]
    if isWarm {
      let (square, line) = (coefficient(1), coefficient(0))
      let root = line * line - 4 * square * constant
      if square != 0, root >= 0 {
        let (middle, half) = (-line / (2 * square), (root.squareRoot() / (2 * square)).magnitude)
        offsets = [middle + half, middle - half].filter { $0 < 0.95 * lowest } + [0]
      } else if line != 0 {
        offsets = [-constant / line].filter { $0 < 0.95 * lowest } + [0]
      }
    }
    return offsets.prefix(2).map { offset in
      let unit = conductances.max() ?? 1e-6
      let first = coefficient(0) + 2 * coefficient(1) * offset
      let warmth = isWarm ? scale : coefficient(2) / pow(reference, -1.33)
      let parameters = [
        LawParameter(
          key: "linear_coefficients[0]", start: offset - slope * reference, scale: unit,
          obstacle: isWarm ? nil : "sweeps at one temperature"),
        LawParameter(
          key: "linear_coefficients[1]", start: 1, scale: 1,
          obstacle: "the unit of the state is free"),
        LawParameter(
          key: "linear_coefficients[2]", start: slope, scale: unit / reference,
          obstacle: isWarm ? nil : "sweeps at one temperature"),
        LawParameter(key: "cubic_coefficients[0]", start: first, scale: max(first.magnitude, 1)),
        LawParameter(
          key: "cubic_coefficients[1]", start: coefficient(1),
          scale: max(coefficient(1).magnitude, 1 / unit)),
        LawParameter(
          key: "cubic_coefficients[2]", start: warmth,
          scale: max(warmth.magnitude, unit / pow(reference, -1.33))),
      ]
      return LawStart(
        parameters: parameters, states: conductances.map { max($0 - offset, 1e-3 * lowest) })
    }
  }

  private func parts(
    _ state: Double, _ temperature: Double, _ values: [Double]
  ) -> (linear: Double, cubic: Double) {
    (
      values[0] + values[1] * state + values[2] * temperature,
      (values[3] + values[4] * state) * state + values[5] * pow(temperature, -1.33)
    )
  }

  func currents(
    at voltages: [Double], state: Double, temperature: Double, values: [Double]
  ) -> [Double]? {
    let parts = parts(state, temperature, values)
    return voltages.map { $0 * (parts.linear + parts.cubic * $0 * $0) }
  }

  func conductance(ofState state: Double, temperature: Double, values: [Double]) -> Double {
    parts(state, temperature, values).linear
  }

  func keys(_ values: [Double], states: [Double], data: LawData) -> [String] {
    let (low, high) = (states.min() ?? 0, states.max() ?? 0)
    // A range of one state would be none; the resistances keep inside.
    return [
      "linear_coefficients = \(Array(values[0..<3]))",
      "cubic_coefficients = \(Array(values[3..<6]))",
      "state_range_siemens = [\(low < high ? low : 0.999 * low), \(low < high ? high : 1.001 * high)]",
      "reference_temperature_celsius = \(data.readTemperature - 273.15)",
    ]
  }
}
