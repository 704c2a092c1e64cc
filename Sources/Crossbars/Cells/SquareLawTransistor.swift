internal import Foundation

/// The static law of a level-1 n-channel transistor with its bulk at ground, after Shichman and
/// Hodges ("Modeling and simulation of insulated-gate field-effect transistor switching circuits",
/// IEEE Journal of Solid-State Circuits 3, 1968), in every detail as SPICE evaluates it.
///
/// The details are: drain and source change places where the drain is below the source; the body
/// effect's square root is continued by its tangent where the bulk junction is forward biased; a
/// junction's exponential ends three thermal voltages below zero; and the minimal conductance of
/// the circuit's options lies across both junctions. They were compared with ngspice 39 over wide
/// voltages (see `CellLawTests`).
public struct SquareLawTransistor: AccessChannel {
  /// The parameters at the temperature of the array.
  private let parameters: Level1Parameters
  /// K = KP · W / L, in amperes per square volt.
  private let gain: Double
  /// The thermal voltage kT/q, in volts.
  private let thermalVoltage: Double
  /// The threshold at no bulk bias less the body effect's part of it, in volts.
  private let flatThreshold: Double

  /// The conductance across each junction that the decks' option `gmin` sets, in siemens.
  public static let minimalConductance = 1e-12

  /// Creates the law.
  ///
  /// - Parameters:
  ///   - parameters: The parameters of the model.
  ///   - width: The channel width, in meters.
  ///   - length: The channel length, in meters.
  ///   - temperature: The temperature of the array, in degrees Celsius.
  ///   - nominalTemperature: The temperature at which the parameters hold, in degrees Celsius; nil for
  ///     that of the array.
  public init(
    _ parameters: Level1Parameters, width: Double, length: Double, temperature: Double,
    nominalTemperature: Double? = nil
  ) {
    let parameters = parameters.moved(from: nominalTemperature ?? temperature, to: temperature)
    self.parameters = parameters
    gain = parameters.transconductance * width / length
    thermalVoltage = Level1Parameters.thermalVoltage(at: temperature)
    flatThreshold =
      parameters.thresholdVoltage - parameters.bodyEffect * parameters.surfacePotential.squareRoot()
  }

  /// The resistance in series with the drain, in ohms.
  public var drainResistance: Double { parameters.drainResistance }
  /// The resistance in series with the source, in ohms.
  public var sourceResistance: Double { parameters.sourceResistance }

  /// The currents inside the series resistances.
  ///
  /// - Parameters:
  ///   - drain: The voltage of the inner drain, in volts, against the bulk.
  ///   - source: The voltage of the inner source, in volts, against the bulk.
  ///   - gate: The voltage of the gate, in volts, less the deviation of the threshold.
  /// - Returns: The currents and their slopes.
  public func currents(drain: Double, source: Double, gate: Double) -> ChannelCurrent {
    let isForward = drain >= source
    let lower = isForward ? source : drain
    let (current, higherSlope, lowerSlope) = channel(
      over: (drain - source).magnitude, lower: lower, gate: gate)
    let drainLeak = leak(at: drain)
    let sourceLeak = leak(at: source)
    return ChannelCurrent(
      channel: isForward ? current : -current,
      drainSlope: isForward ? higherSlope : lowerSlope,
      sourceSlope: isForward ? lowerSlope : higherSlope,
      drainLeak: drainLeak.current, drainLeakSlope: drainLeak.slope,
      sourceLeak: sourceLeak.current, sourceLeakSlope: sourceLeak.slope)
  }

  /// The current from the higher end to the lower, how it grows with the higher end's voltage and
  /// how it falls with the lower end's.
  private func channel(
    over voltage: Double, lower: Double, gate: Double
  ) -> (current: Double, higherSlope: Double, lowerSlope: Double) {
    let atRest = parameters.surfacePotential.squareRoot()
    let root =
      lower >= 0
      ? (parameters.surfacePotential + lower).squareRoot() : max(0, atRest + lower / (2 * atRest))
    // The simulator's own slope has the wrong denominator on the tangent, which only slows it.
    let body = root > 0 ? parameters.bodyEffect / (2 * max(root, atRest)) : 0
    let drive = gate - lower - (flatThreshold + parameters.bodyEffect * root)
    guard drive > 0 else { return (0, 0, 0) }

    let modulation = parameters.channelLengthModulation
    let lengthened = gain * (1 + modulation * voltage)
    let current: Double
    let gateSlope: Double
    let voltageSlope: Double
    if drive <= voltage {
      current = 0.5 * lengthened * drive * drive
      gateSlope = lengthened * drive
      voltageSlope = 0.5 * modulation * gain * drive * drive
    } else {
      current = lengthened * voltage * (drive - 0.5 * voltage)
      gateSlope = lengthened * voltage
      voltageSlope =
        lengthened * (drive - voltage) + modulation * gain * voltage * (drive - 0.5 * voltage)
    }
    return (current, voltageSlope, voltageSlope + gateSlope * (1 + body))
  }

  /// The current from a junction's node into the bulk.
  private func leak(at voltage: Double) -> (current: Double, slope: Double) {
    let saturation = parameters.junctionCurrent
    let minimal = Self.minimalConductance
    guard voltage < 3 * thermalVoltage else {
      return (minimal * voltage + saturation, minimal)
    }
    let growth = exp(min(-voltage / thermalVoltage, 709))
    return (
      minimal * voltage - saturation * (growth - 1),
      minimal + saturation * growth / thermalVoltage
    )
  }
}
