/// One sweep as it was measured: readings in their order.
public struct RawSweep: Sendable, Equatable {
  /// What tells it from others: the value of a column, the name of a column, or its number.
  public var name: String
  /// The file.
  public var source: String
  /// The temperature in degrees Celsius, if the file has it.
  public var temperature: Double?
  /// The readings in order of time.
  public var points: [SweepPoint]

  /// Creates a sweep; temperature in degrees Celsius.
  public init(name: String, source: String, temperature: Double? = nil, points: [SweepPoint]) {
    self.name = name
    self.source = source
    self.temperature = temperature
    self.points = points
  }
}
