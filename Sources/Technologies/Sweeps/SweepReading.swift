/// What a file of raw sweeps does not say itself.
public struct SweepReading: Sendable, Equatable {
  /// Columns by their name or their number from 1; nil to recognize them.
  public struct Columns: Sendable, Equatable {
    /// The voltages.
    public var voltage: String?
    /// The currents.
    public var current: String?
    /// What names sweeps or states.
    public var label: String?

    /// Creates a choice of columns.
    public init(voltage: String? = nil, current: String? = nil, label: String? = nil) {
      self.voltage = voltage
      self.current = current
      self.label = label
    }
  }

  /// How the sign of a current is to be read.
  public enum Sign: String, Sendable, CaseIterable {
    /// As it stands.
    case asIs = "as-is"
    /// The other way round: the instrument measured at the other end.
    case inverted
    /// Magnitudes alone, as for a logarithmic plot: a current has the sign of its voltage.
    case magnitude
  }

  /// The columns.
  public var columns = Columns()
  /// The sign of currents.
  public var sign = Sign.asIs
  /// The compliance of the instrument, in amperes; nil to recognize it by its flat top.
  public var compliance: Double?
  /// The temperature of sweeps whose file does not say it, in degrees Celsius.
  public var temperature: Double?

  /// Creates a reading that recognizes everything.
  public init() {}
}
