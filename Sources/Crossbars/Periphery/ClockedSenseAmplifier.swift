internal import Foundation

/// A sense amplifier that decides the sign of a voltage when it is clocked: a latch of two cross-coupled stages.
///
/// At the clock the latch holds d = v − threshold, and from then on its voltage grows by
/// τ du/dt = u (1 − u²/S²), the first order of what limits a cross-coupled pair of supply S. After the time T it is
/// u = d g / √(1 + (d/S)² (g² − 1)) with g = exp(T/τ). Where |u| has not come to S/2 the latch has not decided: within
/// ± S / √(3 g² + 1) of the threshold it is *metastable*.
public struct ClockedSenseAmplifier: Sendable, Equatable {
  /// The voltage above which it decides for +1, in volts.
  public var thresholdVoltage: Double
  /// The supply S, in volts.
  public var supplyVoltage: Double
  /// The time τ in which a small difference grows by e, in seconds.
  public var regenerationTime: Double
  /// The time T from the clock to the decision, in seconds.
  public var decisionTime: Double

  /// The times T/τ that a latch may have: with more a difference of the size of an atom's charge would be amplified.
  package static let growths = 1.0...300

  /// Creates a sense amplifier; the units are those of the properties.
  public init(
    thresholdVoltage: Double = 0, supplyVoltage: Double, regenerationTime: Double,
    decisionTime: Double
  ) {
    self.thresholdVoltage = thresholdVoltage
    self.supplyVoltage = supplyVoltage
    self.regenerationTime = regenerationTime
    self.decisionTime = decisionTime
  }
}

extension ClockedSenseAmplifier {
  /// g = exp(T/τ), by which a small difference grows.
  public var growth: Double { exp(decisionTime / regenerationTime) }

  /// The voltage from the threshold within which the latch does not decide, in volts.
  public var metastableVoltage: Double {
    supplyVoltage / (3 * growth * growth + 1).squareRoot()
  }

  /// What the latch has come to when it is asked.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - offset: The offset of this latch, in volts: what is added to the threshold.
  ///   - time: The time since the clock, in seconds; nil for that of the decision.
  /// - Returns: The voltage, in volts, between ± the supply.
  public func latchVoltage(
    at voltage: Double, offset: Double = 0, after time: Double? = nil
  ) -> Double {
    latch(from: voltage - thresholdVoltage - offset, after: time ?? decisionTime)
  }

  /// What a latch has come to.
  ///
  /// - Parameters:
  ///   - difference: What it began with, in volts.
  ///   - time: The time since the clock, in seconds.
  /// - Returns: The voltage, in volts.
  package func latch(from difference: Double, after time: Double) -> Double {
    let share = difference / supplyVoltage
    guard share != 0 else { return 0 }
    // Divided by g, which may be large: u / √(1/g² + (d/S)² (1 − 1/g²)).
    let left = exp(-2 * time / regenerationTime)
    return supplyVoltage * share / (left + share * share * (1 - left)).squareRoot()
  }

  /// The time from the clock to a decision.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - offset: The offset of this latch, in volts.
  /// - Returns: The time at which the latch comes to half the supply, in seconds; 0 where it begins there, infinite at
  ///   the threshold.
  public func decisionTime(at voltage: Double, offset: Double = 0) -> Double {
    timeToDecide(from: voltage - thresholdVoltage - offset)
  }

  /// The time from the clock to a decision of a latch.
  ///
  /// - Parameter difference: What it began with, in volts.
  /// - Returns: The time, in seconds, as of `decisionTime(at:offset:)`.
  package func timeToDecide(from difference: Double) -> Double {
    let share = difference.magnitude / supplyVoltage
    guard share < 0.5 else { return 0 }
    // g² = (1/r² − 1)/3 of the relation above, with r the part of the supply that it begins with.
    return regenerationTime * 0.5 * log((1 / (share * share) - 1) / 3)
  }

  /// The decision.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - offset: The offset of this latch, in volts: what is added to the threshold.
  /// - Returns: 1, −1, or 0 where the latch is metastable.
  public func decision(at voltage: Double, offset: Double = 0) -> Int {
    let difference = voltage - thresholdVoltage - offset
    let window = metastableVoltage
    return difference >= window ? 1 : difference <= -window ? -1 : 0
  }
}
