internal import Foundation

extension EvaluationResult {
  /// How the column converters of a layer are used.
  public struct ConverterUse: Sendable, Equatable, Codable {
    /// The share of currents beyond the range.
    public var clipped: Double
    /// The share of codes that occur at all.
    public var occupied: Double
    /// The entropy of the codes, in bits: what a conversion tells, at most its resolution.
    public var entropyBits: Double

    /// Creates the use from its parts.
    package init(clipped: Double, occupied: Double, entropyBits: Double) {
      self.clipped = clipped
      self.occupied = occupied
      self.entropyBits = entropyBits
    }
  }
}

extension EvaluationResult.Layer {
  /// The power of the digital outputs over that of the error, in decibels; nil without an error.
  public var signalToErrorDecibel: Double? {
    guard let relativeError, relativeError > 0 else { return nil }
    return -20 * log10(relativeError)
  }

  /// The bits of an ideal converter whose rounding of a full sine has the same ratio.
  ///
  /// They are (SER − 1.76) / 6.02 (W. R. Bennett, Bell System Technical Journal 27 (1948)); nil without an
  /// error, and not below 0.
  public var effectiveBits: Double? {
    signalToErrorDecibel.map { max(0, ($0 - 1.76) / 6.02) }
  }
}
