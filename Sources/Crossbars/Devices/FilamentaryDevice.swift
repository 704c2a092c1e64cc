internal import Foundation

/// A tunneling gap in series with its conductive filament: I = (V₀ / R̄) sinh(V_g / V₀) behind R_cf.
///
/// The state is the gap x: R̄ = a (exp(x / ℓ) − 1) and R_cf = b (t − x), where t is the thickness of
/// the oxide, a = R_lrs β exp(Eₐ / kT) and b = ρ / s. The conductance at zero volts is
/// 1 / (R̄ + R_cf).
public struct FilamentaryDevice: Device {
  /// The values of the law, as a technology file gives them.
  public struct Parameters: Sendable, Equatable {
    /// The resistance R_lrs that scales the gap's resistance, in ohms.
    public var gapResistance: Double
    /// The factor β of the gap's resistance.
    public var gapFactor: Double
    /// The decay length ℓ of the gap's resistance, in meters.
    public var decayLength: Double
    /// The activation energy Eₐ, in electronvolts.
    public var activationEnergy: Double
    /// The temperature T, in kelvins.
    public var temperature: Double
    /// The voltage V₀, in volts.
    public var characteristicVoltage: Double
    /// The resistivity ρ of the filament, in ohm meters.
    public var resistivity: Double
    /// The cross-section s of the filament, in square meters.
    public var crossSection: Double
    /// The thickness t of the oxide, in meters.
    public var thickness: Double

    /// Creates a set of values; the units are those of the properties.
    public init(
      gapResistance: Double, gapFactor: Double, decayLength: Double, activationEnergy: Double,
      temperature: Double, characteristicVoltage: Double, resistivity: Double,
      crossSection: Double, thickness: Double
    ) {
      self.gapResistance = gapResistance
      self.gapFactor = gapFactor
      self.decayLength = decayLength
      self.activationEnergy = activationEnergy
      self.temperature = temperature
      self.characteristicVoltage = characteristicVoltage
      self.resistivity = resistivity
      self.crossSection = crossSection
      self.thickness = thickness
    }
  }

  /// A state: the resistances of gap and filament at zero volts, in ohms.
  public struct State: Sendable, Equatable {
    /// The resistance R̄ of the gap, in ohms.
    public var gap: Double
    /// The resistance R_cf of the filament, in ohms.
    public var filament: Double
  }

  /// The values of the law.
  public let values: Parameters
  /// The factor a of the gap's resistance, in ohms.
  private let gapScale: Double
  /// The resistance b of the filament per meter, in ohms.
  private let filamentScale: Double

  /// Creates the device, or nil if a longer gap would conduct better, so that a conductance would
  /// not determine its gap.
  ///
  /// - Parameter values: The values of the law.
  public init?(_ values: Parameters) {
    self.values = values
    // The Boltzmann constant in electronvolts per kelvin, exact by definition of the units.
    let thermalEnergy = 8.617333262e-5 * values.temperature
    gapScale =
      values.gapResistance * values.gapFactor * exp(values.activationEnergy / thermalEnergy)
    filamentScale = values.resistivity / values.crossSection
    guard gapScale.isFinite, gapScale / values.decayLength > filamentScale else { return nil }
  }

  /// The name in a technology file.
  public var name: String { "filamentary" }
  /// The current grows faster than the voltage.
  public var isOhmic: Bool { false }
  /// The values of the law.
  public var parameters: [DeviceParameter] { values.parameters }
  /// The conductances from a gap through the whole oxide to no gap.
  public var conductanceRange: ClosedRange<Double> {
    1 / resistance(ofGap: values.thickness)...1 / (filamentScale * values.thickness)
  }

  private func resistance(ofGap gap: Double) -> Double {
    gapScale * expm1(gap / values.decayLength) + filamentScale * (values.thickness - gap)
  }

  /// The state of a conductance.
  ///
  /// - Parameter conductance: The conductance at zero volts, in siemens; inside
  ///   ``conductanceRange``.
  /// - Returns: The resistances of gap and filament at zero volts.
  public func state(ofConductance conductance: Double) -> State {
    let target = 1 / conductance
    // The resistance is convex in the gap, so Newton's method from a gap that is too long comes
    // down without overshooting. The gap's part alone, with the filament left out, is too long.
    var gap = values.decayLength * log1p(target / gapScale)
    for _ in 0..<60 {
      let slope = gapScale / values.decayLength * exp(gap / values.decayLength) - filamentScale
      let step = (resistance(ofGap: gap) - target) / slope
      gap -= step
      if step.magnitude <= 1e-16 * values.thickness { break }
    }
    gap = min(max(gap, 0), values.thickness)
    return State(
      gap: gapScale * expm1(gap / values.decayLength),
      filament: filamentScale * (values.thickness - gap))
  }

  /// The voltage over the gap in units of V₀.
  private func solve(_ voltage: Double, _ state: State) -> Double {
    let scaled = voltage.magnitude / values.characteristicVoltage
    guard state.gap > 0 else { return 0 }
    let ratio = state.filament / state.gap
    // u + r sinh u = v is convex for positive u; both terms alone give a u that is too large.
    var u = ratio > 0 ? min(scaled, asinh(scaled / ratio)) : scaled
    for _ in 0..<60 {
      let step = (u + ratio * sinh(u) - scaled) / (1 + ratio * cosh(u))
      u -= step
      if step.magnitude <= 1e-16 * u { break }
    }
    return voltage < 0 ? -u : u
  }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  public func current(at voltage: Double, conductance: Double) -> Double {
    let nearest = nearestState(to: conductance)
    let state = state(ofConductance: nearest.conductance)
    guard state.gap > 0 else { return nearest.factor * voltage / state.filament }
    return nearest.factor * values.characteristicVoltage / state.gap * sinh(solve(voltage, state))
  }

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The differential conductance, in siemens.
  public func slope(at voltage: Double, conductance: Double) -> Double {
    let nearest = nearestState(to: conductance)
    let state = state(ofConductance: nearest.conductance)
    return nearest.factor / (state.gap / cosh(solve(voltage, state)) + state.filament)
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
    let nearest = nearestState(to: conductance)
    let state = state(ofConductance: nearest.conductance)
    guard state.gap > 0 else {
      return (nearest.factor * voltage / state.filament, nearest.factor / state.filament)
    }
    let solution = solve(voltage, state)
    return (
      nearest.factor * values.characteristicVoltage / state.gap * sinh(solution),
      nearest.factor / (state.gap / cosh(solution) + state.filament)
    )
  }
}
