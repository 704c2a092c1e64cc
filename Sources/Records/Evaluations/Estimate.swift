/// A number that was estimated, with a 95 % interval.
public struct Estimate: Sendable, Equatable, Codable {
  /// The number.
  public var value: Double
  /// The lower end of the 95 % interval.
  public var lower: Double
  /// The upper end of the 95 % interval.
  public var upper: Double

  /// Creates an estimate from its parts.
  package init(_ value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }
}
