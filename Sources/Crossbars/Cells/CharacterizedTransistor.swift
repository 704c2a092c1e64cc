/// A transistor whose channel was characterized by the simulator at the gate voltage of a read.
///
/// Nothing leaks but the minimal conductance of the decks' options: a card with other leaks cannot
/// be characterized.
public struct CharacterizedTransistor: AccessChannel {
  private let characteristic: TransistorCharacteristic

  /// Creates the law.
  ///
  /// - Parameter characteristic: The channel at the gate voltage of a read.
  public init(_ characteristic: TransistorCharacteristic) {
    self.characteristic = characteristic
  }

  /// The characteristic holds whatever resistances the card has.
  public var drainResistance: Double { 0 }
  /// The characteristic holds whatever resistances the card has.
  public var sourceResistance: Double { 0 }

  /// The currents of the transistor.
  ///
  /// - Parameters:
  ///   - drain: The voltage of the drain, in volts, against the bulk.
  ///   - source: The voltage of the source, in volts, against the bulk.
  ///   - gate: The voltage of the gate, in volts; the characteristic holds at one voltage alone.
  /// - Returns: The currents and their slopes.
  public func currents(drain: Double, source: Double, gate: Double) -> ChannelCurrent {
    let isForward = drain >= source
    let across = (drain - source).magnitude
    let (conductance, lowerSlope, acrossSlope) = characteristic.conductance(
      lower: min(drain, source), across: across)
    let current = conductance * across
    let higher = conductance + acrossSlope * across
    let lower = higher - lowerSlope * across
    let minimal = SquareLawTransistor.minimalConductance
    return ChannelCurrent(
      channel: isForward ? current : -current,
      drainSlope: isForward ? higher : lower, sourceSlope: isForward ? lower : higher,
      drainLeak: minimal * drain, drainLeakSlope: minimal,
      sourceLeak: minimal * source, sourceLeakSlope: minimal)
  }
}
