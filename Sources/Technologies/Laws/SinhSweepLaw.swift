internal import Crossbars
internal import Foundation

/// I = G V₀ sinh(V / V₀).
struct SinhSweepLaw: ConductanceLaw {
  var name: String { "sinh" }

  func device(_ values: [Double]) -> (any Device)? {
    values[0] > 0 ? SinhDevice(characteristicVoltage: values[0]) : nil
  }

  func starts(_ data: LawData) -> [LawStart] {
    let best = Self.scan(data)
    return [
      LawStart(
        parameters: [
          LawParameter(
            key: SinhDevice.voltageKey, start: best.voltage, scale: best.voltage,
            lowerBound: 1e-3 * data.largestVoltage)
        ], states: best.conductances)
    ]
  }

  /// The V₀ of the least squares on a grid, where conductances and offsets follow in closed form.
  static func scan(_ data: LawData) -> (voltage: Double, conductances: [Double]) {
    var best = (voltage: data.largestVoltage, conductances: data.conductances)
    var least = Double.infinity
    // Beyond 20 V₀ no current of a device is known; below a tenth a cell is straight.
    for step in 0...60 {
      let voltage = data.largestVoltage * pow(10, Double(step) / 60 * 2.3 - 1.3)
      var squares = 0.0
      var found = data.states.indices.map { _ in (sum: 0.0, count: 0.0) }
      for curve in data.curves {
        let fit = WeightedPolynomial.combination(
          of: [
            curve.voltages.map { _ in 1 }, curve.voltages.map { voltage * sinh($0 / voltage) },
          ], curve.currents, weights: curve.deviations.map { 1 / ($0 * $0) })
        squares += fit.squares
        found[curve.state].sum += max(fit.coefficients[1], 1e-3 * curve.conductance)
        found[curve.state].count += 1
      }
      if squares < least {
        least = squares
        best = (voltage, found.map { $0.sum / max($0.count, 1) })
      }
    }
    return best
  }

  func keys(_ values: [Double], states: [Double], data: LawData) -> [String] {
    ["\(SinhDevice.voltageKey) = \(values[0])"]
  }
}
