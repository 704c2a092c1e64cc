/// Which parts of raw sweeps are states of a device.
public struct SweepSelection: Sendable, Equatable {
  /// Which ways of a voltage that goes up and down are taken.
  public enum Directions: String, Sendable, CaseIterable {
    /// Both: as one state where they agree, as two where they do not.
    case automatic = "auto"
    /// Where the voltage goes up.
    case forward
    /// Where the voltage goes down.
    case backward
    /// Both, as two states.
    case both
    /// Both, as one state.
    case average
  }

  /// The ways.
  public var directions = Directions.automatic
  /// The sweeps that are taken, by name; nil for all.
  public var names: [String]?
  /// The least voltage, in volts.
  public var least: Double?
  /// The largest voltage, in volts.
  public var largest: Double?
  /// Whether all sweeps of a file repeat one measurement.
  public var areRepeats = false
  /// Whether readings beyond a jump or a fall of the current are kept.
  public var keepsSwitching = false
  /// The temperature of the sweeps that are taken, in degrees Celsius, to a kelvin; nil for all.
  public var temperature: Double?

  /// Creates a selection of everything.
  public init() {}
}
