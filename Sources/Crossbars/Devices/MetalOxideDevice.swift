internal import Foundation

/// A metal-oxide cell whose law depends on the temperature: I = A₁ V + A₃ V³.
///
/// After the phenomenological fit of integrated TiOₓ memristors (Nili et al., IEEE TED 67(5),
/// 2020) in the form of its public implementation: A₁ = a₀ + a₁ g + a₂ T and
/// A₃ = b₀ g + b₁ g² + b₂ T^−1.33, where g is the state and T the temperature in kelvins. The
/// conductance of a cell is A₁ at the reference temperature, which determines g.
public struct MetalOxideDevice: Device {
  /// The coefficients a₀ (siemens), a₁ and a₂ (siemens per kelvin).
  public let linear: [Double]
  /// The coefficients b₀ (per square volt), b₁ (ohms per square volt) and b₂ (siemens per square
  /// volt times a kelvin to the power of 1.33).
  public let cubic: [Double]
  /// The states g that were fitted, in siemens.
  public let states: ClosedRange<Double>
  /// The temperature at which the conductance of a cell is stated, in kelvins.
  public let referenceTemperature: Double
  /// The temperature of the array, in kelvins.
  public let temperature: Double

  /// Creates the device, or nil if the current of a fitted state would not rise everywhere with the
  /// voltage.
  ///
  /// - Parameters:
  ///   - linear: The coefficients a₀, a₁ and a₂.
  ///   - cubic: The coefficients b₀, b₁ and b₂.
  ///   - states: The states g that were fitted, in siemens.
  ///   - referenceTemperature: The temperature at which conductances are stated, in kelvins.
  ///   - temperature: The temperature of the array, in kelvins.
  public init?(
    linear: [Double], cubic: [Double], states: ClosedRange<Double>, referenceTemperature: Double,
    temperature: Double
  ) {
    precondition(linear.count == 3 && cubic.count == 3, "\(linear), \(cubic)")
    self.linear = linear
    self.cubic = cubic
    self.states = states
    self.referenceTemperature = referenceTemperature
    self.temperature = temperature
    guard linear[1] > 0, referenceTemperature > 0, temperature > 0 else { return nil }
    // A₁ is linear and A₃ quadratic in g: the ends and the vertex decide.
    var checked = [states.lowerBound, states.upperBound]
    if cubic[1] != 0 { checked.append(-cubic[0] / (2 * cubic[1])) }
    for state in checked where states.contains(state) {
      let coldest = conductance(ofState: state)
      let values = coefficients(ofState: state)
      guard coldest > 0, values.linear > 0, values.cubic >= 0, values.cubic.isFinite else {
        return nil
      }
    }
  }

  /// The keys of the fit in technology files and records.
  static let (linearKey, cubicKey, statesKey) = (
    "linear_coefficients", "cubic_coefficients", "state_range_siemens"
  )

  /// The name in a technology file.
  public var name: String { "metal-oxide" }
  /// The current has a cubic part.
  public var isOhmic: Bool { false }
  /// The coefficients, the fitted states and the two temperatures.
  public var parameters: [DeviceParameter] {
    [
      DeviceParameter(Self.linearKey, values: linear),
      DeviceParameter(Self.cubicKey, values: cubic),
      DeviceParameter(Self.statesKey, values: [states.lowerBound, states.upperBound]),
      DeviceParameter("reference_temperature_kelvin", referenceTemperature),
      DeviceParameter("temperature_kelvin", temperature),
    ]
  }
  /// The conductances of the fitted states at the reference temperature.
  public var conductanceRange: ClosedRange<Double> {
    conductance(ofState: states.lowerBound)...conductance(ofState: states.upperBound)
  }

  /// The conductance of a state at zero volts and the reference temperature.
  ///
  /// - Parameter state: The state g, in siemens.
  /// - Returns: A₁ at the reference temperature, in siemens.
  public func conductance(ofState state: Double) -> Double {
    linear[0] + linear[1] * state + linear[2] * referenceTemperature
  }

  private func coefficients(ofState state: Double) -> (linear: Double, cubic: Double) {
    (
      linear[0] + linear[1] * state + linear[2] * temperature,
      (cubic[0] + cubic[1] * state) * state + cubic[2] * pow(temperature, -1.33)
    )
  }

  /// The coefficients A₁ and A₃ of a cell at the temperature of the array.
  ///
  /// - Parameter conductance: The conductance at zero volts and the reference temperature, in
  ///   siemens.
  /// - Returns: A₁ in siemens and A₃ in siemens per square volt.
  public func coefficients(ofConductance conductance: Double) -> (linear: Double, cubic: Double) {
    let nearest = nearestState(to: conductance)
    let state = (nearest.conductance - linear[0] - linear[2] * referenceTemperature) / linear[1]
    let values = coefficients(ofState: state)
    return (nearest.factor * values.linear, nearest.factor * values.cubic)
  }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts and the reference temperature, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  public func current(at voltage: Double, conductance: Double) -> Double {
    let values = coefficients(ofConductance: conductance)
    return voltage * (values.linear + values.cubic * voltage * voltage)
  }

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts and the reference temperature, in siemens.
  /// - Returns: The differential conductance, in siemens.
  public func slope(at voltage: Double, conductance: Double) -> Double {
    let values = coefficients(ofConductance: conductance)
    return values.linear + 3 * values.cubic * voltage * voltage
  }

  /// The current through the cell and its slope over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts and the reference temperature, in siemens.
  /// - Returns: The current, in amperes, and the differential conductance, in siemens.
  public func response(
    at voltage: Double, conductance: Double
  ) -> (current: Double, slope: Double) {
    let values = coefficients(ofConductance: conductance)
    let square = values.cubic * voltage * voltage
    return (voltage * (values.linear + square), values.linear + 3 * square)
  }

  /// The currents through the cell at several voltages.
  ///
  /// - Parameters:
  ///   - voltages: The voltages from the word line to the bit line, in volts.
  ///   - count: How many of them count.
  ///   - conductance: The conductance at zero volts and the reference temperature, in siemens.
  /// - Returns: The currents from the word line to the bit line, in amperes.
  public func currents(
    at voltages: SIMD8<Double>, count: Int, conductance: Double
  ) -> SIMD8<Double> {
    let values = coefficients(ofConductance: conductance)
    let squares = voltages * voltages
    return voltages * (values.linear + values.cubic * squares)
  }
}
