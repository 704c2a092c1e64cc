internal import Configuration
internal import Foundation

/// How a pulse switches a cell of two states: by chance, the more likely the larger its voltage is.
///
/// Thermal activation over a barrier that the pulse lowers, P = 1 − exp(−(t/τ₀) exp(−Δ (1 − V/V_c))), as Koch, Katine and
/// Sun (Physical Review Letters 92, 088302, 2004, equation 1) have it for magnetic tunnel junctions; up to V_c.
public struct PulseSwitching: Sendable, Equatable {
  /// How long a pulse is, t, in seconds.
  public var pulseDuration: Double
  /// The time between two attempts, τ₀, in seconds.
  public var attemptTime: Double
  /// The barrier over the thermal energy, Δ.
  public var stability: Double
  /// The voltage at which there is no barrier, V_c, in volts.
  public var criticalVoltage: Double

  /// Creates a law; the units are those of the properties.
  public init(
    pulseDuration: Double, attemptTime: Double, stability: Double, criticalVoltage: Double
  ) {
    self.pulseDuration = pulseDuration
    self.attemptTime = attemptTime
    self.stability = stability
    self.criticalVoltage = criticalVoltage
  }

  /// Reads the table `[switching]`.
  ///
  /// - Parameter table: The table.
  /// - Throws: `InputError` if a key is missing or out of range.
  init(_ table: ConfigurationTable) throws {
    self.init(
      pulseDuration: try table.number("pulse_second", in: 1e-15...1),
      attemptTime: try table.number("attempt_time_second", in: 1e-15...1),
      stability: try table.number("stability", in: 1...1000),
      criticalVoltage: try table.number("critical_voltage_volt", in: 1e-3...1e3))
    guard pulseDuration > attemptTime else {
      throw table.refusal(
        of: "pulse_second", found: "\(pulseDuration) s, no more than one attempt",
        accepted: "more than attempt_time_second, \(attemptTime) s")
    }
  }

  /// The chance that a pulse switches a cell.
  ///
  /// - Parameter voltage: Its voltage, from 0 V to ``criticalVoltage``.
  /// - Returns: From 0 to 1.
  public func probability(at voltage: Double) -> Double {
    let barrier = stability * (1 - min(voltage / criticalVoltage, 1))
    return -expm1(-pulseDuration / attemptTime * exp(-barrier))
  }

  /// The largest chance, that of a pulse without a barrier.
  public var largestProbability: Double { probability(at: criticalVoltage) }

  /// The least chance, that of heat alone while a pulse would last.
  public var leastProbability: Double { probability(at: 0) }

  /// The voltage of a pulse that switches with a chance.
  ///
  /// - Parameter probability: The chance, from 0 to ``largestProbability``.
  /// - Returns: The voltage, in volts; 0 for a chance that heat alone exceeds.
  public func voltage(for probability: Double) -> Double {
    guard probability > 0 else { return 0 }
    let attempts = -log1p(-probability) * attemptTime / pulseDuration
    return max(0, criticalVoltage * (1 + log(attempts) / stability))
  }
}
