/// A magnetic tunnel junction: two magnetic states side by side, the antiparallel one falling with
/// bias.
///
/// R(m) = Rₚ (1 + k) / (1 + k m) with k = TMR / (TMR + 2) and the free layer's direction m from −1
/// to 1 is a parallel connection in disguise: G = (1 + m)/2 · Gₚ + (1 − m)/2 · Gₚ/(1 + TMR). With
/// TMR(V) = TMR₀ / (1 + (V / Vₕ)²) both currents rise with the voltage for every Vₕ.
public struct TunnelJunctionDevice: Device {
  /// The resistance of the parallel state, in ohms.
  public let parallelResistance: Double
  /// The resistance of the antiparallel state at zero volts over the parallel one, minus one.
  public let magnetoresistance: Double
  /// The voltage Vₕ at which the magnetoresistance has halved, in volts; nil if it does not fall.
  public let halfVoltage: Double?

  /// Creates the device.
  ///
  /// - Parameters:
  ///   - parallelResistance: The resistance of the parallel state, in ohms; positive.
  ///   - magnetoresistance: TMR₀; at least 0.
  ///   - halfVoltage: Vₕ, in volts; positive, or nil for a magnetoresistance that does not fall.
  public init(parallelResistance: Double, magnetoresistance: Double, halfVoltage: Double? = nil) {
    precondition(
      parallelResistance > 0 && magnetoresistance >= 0 && halfVoltage.map { $0 > 0 } != false,
      "Rₚ \(parallelResistance) Ω, TMR \(magnetoresistance), Vₕ \(halfVoltage ?? 0) V")
    self.parallelResistance = parallelResistance
    self.magnetoresistance = magnetoresistance
    self.halfVoltage = halfVoltage
  }

  /// The key of the half voltage in technology files and records.
  static let halfVoltageKey = "half_voltage_volt"

  /// The name in a technology file.
  public var name: String { "mtj" }
  /// Whether the magnetoresistance stays the same at every voltage.
  public var isOhmic: Bool { halfVoltage == nil }
  /// The resistance and the magnetoresistance, and the half voltage if there is one.
  public var parameters: [DeviceParameter] {
    [
      DeviceParameter("parallel_resistance_ohm", parallelResistance),
      DeviceParameter("tunnel_magnetoresistance", magnetoresistance),
    ] + (halfVoltage.map { [DeviceParameter(Self.halfVoltageKey, $0)] } ?? [])
  }
  /// The conductances of the antiparallel and of the parallel state.
  public var conductanceRange: ClosedRange<Double> {
    1 / (parallelResistance * (1 + magnetoresistance))...1 / parallelResistance
  }

  /// The direction of the free layer.
  ///
  /// - Parameter conductance: The conductance at zero volts, in siemens.
  /// - Returns: −1 for antiparallel, 1 for parallel, and between them in proportion to the
  ///   conductance; 1 if there is no magnetoresistance.
  public func direction(ofConductance conductance: Double) -> Double {
    guard magnetoresistance > 0 else { return 1 }
    let share =
      (conductance * parallelResistance * (1 + magnetoresistance) - 1) / magnetoresistance
    return 2 * share - 1
  }

  /// The currents of the two states at a voltage and their slopes, weighted by the state.
  private func law(_ voltage: Double, _ conductance: Double) -> (current: Double, slope: Double) {
    guard let halfVoltage, magnetoresistance > 0 else {
      return (conductance * voltage, conductance)
    }
    let state = nearestState(to: conductance)
    let parallel = 0.5 * (1 + direction(ofConductance: state.conductance))
    let scale = state.factor / parallelResistance
    // 1/(1 + TMR(V)) = (a + x)/(a + b + x) in the square of the voltage.
    let square = voltage * voltage
    let a = halfVoltage * halfVoltage
    let sum = a * (1 + magnetoresistance) + square
    let ratio = (a + square) / sum
    let growth = 2 * square * a * magnetoresistance / (sum * sum)
    return (
      scale * voltage * (parallel + (1 - parallel) * ratio),
      scale * (parallel + (1 - parallel) * (ratio + growth))
    )
  }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  public func current(at voltage: Double, conductance: Double) -> Double {
    law(voltage, conductance).current
  }

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The differential conductance, in siemens.
  public func slope(at voltage: Double, conductance: Double) -> Double {
    law(voltage, conductance).slope
  }

  /// The current through the cell and its slope over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current, in amperes, and the differential conductance, in siemens.
  public func response(
    at voltage: Double, conductance: Double
  ) -> (current: Double, slope: Double) {
    law(voltage, conductance)
  }
}
