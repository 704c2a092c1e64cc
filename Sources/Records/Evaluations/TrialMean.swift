/// A mean over programmed instances and images with a 95 % interval.
public struct TrialMean: Sendable, Equatable, Codable {
  /// The mean.
  public var mean: Double
  /// The lower end of the 95 % interval.
  public var lower: Double
  /// The upper end of the 95 % interval.
  public var upper: Double

  /// Creates a mean from its parts.
  package init(mean: Double, lower: Double, upper: Double) {
    self.mean = mean
    self.lower = lower
    self.upper = upper
  }
}
