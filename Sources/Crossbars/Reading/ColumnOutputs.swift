public import LinearAlgebra

/// What the converters of an array's columns gave for a batch of input vectors.
public enum ColumnOutputs: Sendable, Equatable {
  /// The codes of ADCs; *batch × columns*.
  ///
  /// Where the error that is accepted of an amplifier's output reaches a threshold, a code is
  /// *undecided*: it may be one of its neighbors. Their number is nil if no such error is known.
  case codes(Matrix, undecided: Int? = nil)
  /// The means of stochastic converters, between −1 and 1; *batch × columns*.
  case stochasticMeans(Matrix)

  /// The codes, *batch × columns*; nil for means.
  public var codes: Matrix? {
    guard case .codes(let codes, _) = self else { return nil }
    return codes
  }

  /// The number of undecided codes; nil if it is not known, and for means.
  public var undecidedCodes: Int? {
    guard case .codes(_, let undecided) = self else { return nil }
    return undecided
  }

  /// The means, *batch × columns*; nil for codes.
  public var stochasticMeans: Matrix? {
    guard case .stochasticMeans(let means) = self else { return nil }
    return means
  }
}
