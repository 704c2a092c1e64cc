internal import Crossbars
internal import Foundation

/// I = G V + a₂ V² + a₃ V³ …, with coefficients in proportion to G or polynomials of log₁₀ G.
struct PolynomialSweepLaw: ConductanceLaw {
  /// The powers of V beyond the first.
  let powers: [Int]
  /// The degree of the polynomials of log₁₀ G; nil for coefficients in proportion to G.
  let logarithmicDegree: Int?
  /// The largest voltage of the data, in volts.
  let largestVoltage: Double

  /// The shapes that are tried.
  ///
  /// - Parameter data: The currents.
  /// - Returns: Coefficients in proportion to G up to V⁵, odd ones up to V⁷, and for three states and
  ///   more quadratic and cubic ones that depend on the state.
  static func candidates(_ data: LawData) -> [PolynomialSweepLaw] {
    let proportional: [[Int]] = [[2], [3], [2, 3], [3, 5], [2, 3, 4], [2, 3, 4, 5], [3, 5, 7]]
    let degrees = data.states.count >= 3 ? [1, 2].filter { $0 < data.states.count - 1 } : []
    return proportional.map {
      PolynomialSweepLaw(
        powers: $0, logarithmicDegree: nil, largestVoltage: data.largestVoltage)
    }
      + degrees.map {
        PolynomialSweepLaw(
          powers: [2, 3], logarithmicDegree: $0, largestVoltage: data.largestVoltage)
      }
  }

  var name: String { "polynomial" }

  /// The currents themselves: a polynomial that falls somewhere is judged at the end, not on the way.
  func currents(
    at voltages: [Double], state: Double, temperature: Double, values: [Double]
  ) -> [Double]? {
    let coefficients = coefficients(state, values)
    return voltages.map { voltage in
      var current = state * voltage
      for (power, coefficient) in zip(powers, coefficients) {
        current += coefficient * pow(voltage, Double(power))
      }
      return current
    }
  }

  /// The coefficients of the powers, in amperes per volt to the power.
  private func coefficients(_ state: Double, _ values: [Double]) -> [Double] {
    guard let degree = logarithmicDegree else { return values.map { $0 * state } }
    let logarithm = log10(max(state, 1e-30))
    return powers.indices.map { index in
      values[(index * (degree + 1))..<((index + 1) * (degree + 1))]
        .reduce(0) { $0 * logarithm + $1 }
    }
  }

  func device(_ values: [Double]) -> (any Device)? {
    try? PolynomialDevice(
      relativeCoefficients: relative(values), largestVoltage: largestVoltage)
  }

  /// The coefficients over G of V², V³ …, with zeros for powers that are not there.
  private func relative(_ values: [Double]) -> [Double] {
    (2...(powers.max() ?? 2)).map { power in
      powers.firstIndex(of: power).map { values[$0] } ?? 0
    }
  }

  func starts(_ data: LawData) -> [LawStart] {
    let highest = powers.max() ?? 2
    // Coefficients by linear least squares of every curve.
    let fits = data.curves.map { curve in
      let used = [0, 1] + powers
      let functions = used.map { power in curve.voltages.map { pow($0, Double(power)) } }
      let fit = WeightedPolynomial.combination(
        of: functions, curve.currents, weights: curve.deviations.map { 1 / ($0 * $0) })
      return (
        conductance: max(fit.coefficients[1], 0.05 * curve.conductance),
        others: Array(fit.coefficients.dropFirst(2))
      )
    }
    guard data.curves.allSatisfy({ $0.voltages.count > highest }) else { return [] }
    let states = data.states.indices.map { state in
      let own = data.curves.indices.filter { data.curves[$0].state == state }
      return own.reduce(0) { $0 + fits[$1].conductance } / Double(max(own.count, 1))
    }
    var parameters: [LawParameter] = []
    for (index, power) in powers.enumerated() {
      if let degree = logarithmicDegree {
        let key = PolynomialSweepLaw.logarithmicKey(power)
        let logarithms = fits.map { log10($0.conductance) }
        let fitted = WeightedPolynomial(
          logarithms, fits.map { $0.others[index] },
          weights: fits.map { 1 / ($0.conductance * $0.conductance) }, degree: degree)
        let largest = states.max() ?? 1e-6
        for (position, value) in fitted.coefficients.reversed().enumerated() {
          parameters.append(
            LawParameter(
              key: "\(key)[\(position)]", start: value,
              scale: max(value.magnitude, largest * pow(largestVoltage, Double(1 - power)))))
        }
      } else {
        let shares = fits.map { $0.others[index] / $0.conductance }
        parameters.append(
          LawParameter(
            key: "relative_coefficients[\(power - 2)]",
            start: shares.reduce(0, +) / Double(shares.count),
            // As large as the linear part at the largest voltage.
            scale: pow(largestVoltage, Double(1 - power))))
      }
    }
    return [LawStart(parameters: parameters, states: states)]
  }

  private static func logarithmicKey(_ power: Int) -> String {
    power == 2 ? "quadratic_log10_coefficients" : "cubic_log10_coefficients"
  }

  func keys(_ values: [Double], states: [Double], data: LawData) -> [String] {
    let range = "largest_voltage_volt = \(largestVoltage)"
    guard let degree = logarithmicDegree else {
      return [range, "relative_coefficients = \(relative(values))"]
    }
    let (low, high) = (states.min() ?? 0, states.max() ?? 0)
    return [range]
      + powers.indices.map { index in
        let own = Array(values[(index * (degree + 1))..<((index + 1) * (degree + 1))])
        return "\(Self.logarithmicKey(powers[index])) = \(own)"
      } + ["fitted_conductance_siemens = [\(low), \(high)]"]
  }
}
