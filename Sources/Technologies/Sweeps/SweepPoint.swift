/// A reading: a voltage, the current there, and where it was read.
public struct SweepPoint: Sendable, Equatable {
  /// The voltage, in volts.
  public var voltage: Double
  /// The current, in amperes; the mean of the readings.
  public var current: Double
  /// The line of the file; of the first reading.
  public var line: Int
  /// How many readings are in it.
  public var count: Int

  /// Creates a reading; voltage in volts, current in amperes.
  public init(voltage: Double, current: Double, line: Int, count: Int = 1) {
    self.voltage = voltage
    self.current = current
    self.line = line
    self.count = count
  }
}
