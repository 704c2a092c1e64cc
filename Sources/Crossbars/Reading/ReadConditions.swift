/// How, when and at which temperature an array is read.
public struct ReadConditions: Sendable, Equatable {
  /// The full-scale row voltage, in volts.
  public var voltage: Double
  /// How the array is driven and sensed.
  public var mode: ReadMode
  /// The temperature of the array, in degrees Celsius.
  public var temperature: Double
  /// How long a read lasts from the start of the drivers' ramps, in seconds; nil if the technology
  /// does not say.
  public var duration: Double?
  /// The time between programming and read, in seconds; nil for a read right after programming.
  public var time: Double?

  /// Creates the conditions of a read; the units are those of the properties.
  public init(
    voltage: Double, mode: ReadMode = .standard, temperature: Double = 27,
    duration: Double? = nil, time: Double? = nil
  ) {
    self.voltage = voltage
    self.mode = mode
    self.temperature = temperature
    self.duration = duration
    self.time = time
  }
}
