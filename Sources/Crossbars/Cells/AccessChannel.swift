/// The static currents of an access transistor at the gate voltage of a read.
///
/// The current that flows into the drain is ``ChannelCurrent/channel`` and the drain's leak; the
/// current that flows out of the source is the channel's without the source's leak.
public protocol AccessChannel: Sendable {
  /// The resistance in series with the drain, in ohms.
  var drainResistance: Double { get }
  /// The resistance in series with the source, in ohms.
  var sourceResistance: Double { get }

  /// The currents inside the series resistances.
  ///
  /// - Parameters:
  ///   - drain: The voltage of the inner drain, in volts, against the bulk.
  ///   - source: The voltage of the inner source, in volts, against the bulk.
  ///   - gate: The voltage of the gate, in volts, less the deviation of the threshold.
  /// - Returns: The currents and their slopes.
  func currents(drain: Double, source: Double, gate: Double) -> ChannelCurrent
}

/// The static currents of a transistor, with their slopes.
public struct ChannelCurrent: Sendable, Equatable {
  /// The current from the drain to the source, in amperes.
  public var channel: Double
  /// How ``channel`` grows with the drain voltage, in siemens; not negative.
  public var drainSlope: Double
  /// How ``channel`` falls with the source voltage, in siemens; not negative.
  public var sourceSlope: Double
  /// The current from the drain into the bulk, in amperes.
  public var drainLeak: Double
  /// How ``drainLeak`` grows with the drain voltage, in siemens.
  public var drainLeakSlope: Double
  /// The current from the source into the bulk, in amperes.
  public var sourceLeak: Double
  /// How ``sourceLeak`` grows with the source voltage, in siemens.
  public var sourceLeakSlope: Double

  /// Creates a value; the units are those of the properties.
  public init(
    channel: Double, drainSlope: Double, sourceSlope: Double, drainLeak: Double = 0,
    drainLeakSlope: Double = 0, sourceLeak: Double = 0, sourceLeakSlope: Double = 0
  ) {
    self.channel = channel
    self.drainSlope = drainSlope
    self.sourceSlope = sourceSlope
    self.drainLeak = drainLeak
    self.drainLeakSlope = drainLeakSlope
    self.sourceLeak = sourceLeak
    self.sourceLeakSlope = sourceLeakSlope
  }
}
