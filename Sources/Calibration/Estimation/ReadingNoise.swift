/// What is known of the noise of readings before a fit.
public enum ReadingNoise: Sendable, Equatable {
  /// An absolute and a proportional part: a reading of the current I has the variance
  /// absolute² + (relative I)², with `absolute` in amperes. A part that is nil is estimated.
  case parts(absolute: Double?, relative: Double?)
  /// The standard deviation of every reading, in amperes; all above 0.
  case deviations([Double])
  /// The inverse variance of every reading up to a factor that is estimated; all above 0.
  case weights([Double])
}
