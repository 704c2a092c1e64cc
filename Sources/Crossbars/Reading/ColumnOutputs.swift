public import LinearAlgebra

/// What the converters of an array's columns gave for a batch of input vectors.
public enum ColumnOutputs: Sendable, Equatable {
  /// The codes of ADCs; *batch × columns*.
  ///
  /// Where the error that is accepted of an amplifier's output reaches a threshold, a code is
  /// *undecided*: it may be one of its neighbors. Their number is nil if no such error is known.
  case codes(Matrix, undecided: Int? = nil)
  /// The means of stochastic converters, between −1 and 1; *batch × converters*.
  ///
  /// The means of the single samples are *batch × (converters · samples)*, the samples of a converter beside each other;
  /// nil for one sample a conversion.
  case stochasticMeans(Matrix, samples: Matrix? = nil)
  /// What clocked sense amplifiers decided: 1, −1, or 0 where a latch is metastable; *batch × converters*.
  ///
  /// *Undecided* are decisions that the accepted error of the voltage, or a metastable latch, leaves open.
  case decisions(Matrix, undecided: Int? = nil)

  /// The codes, *batch × columns*; nil for means.
  public var codes: Matrix? {
    guard case .codes(let codes, _) = self else { return nil }
    return codes
  }

  /// The number of undecided codes or decisions; nil if it is not known, and for means.
  public var undecidedCodes: Int? {
    switch self {
    case .codes(_, let undecided), .decisions(_, let undecided): undecided
    case .stochasticMeans: nil
    }
  }

  /// The means, *batch × converters*; nil for codes and decisions.
  public var stochasticMeans: Matrix? {
    guard case .stochasticMeans(let means, _) = self else { return nil }
    return means
  }

  /// The means of the single samples, *batch × (converters · samples)*; nil for one sample a conversion.
  public var sampleMeans: Matrix? {
    guard case .stochasticMeans(_, let samples) = self else { return nil }
    return samples
  }

  /// The decisions, *batch × converters*; nil for codes and means.
  public var decisions: Matrix? {
    guard case .decisions(let decisions, _) = self else { return nil }
    return decisions
  }
}
