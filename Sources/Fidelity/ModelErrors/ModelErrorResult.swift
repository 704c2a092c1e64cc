public import GoldenData

/// The errors of the models on the arrays of one size of one technology.
public struct ModelErrorResult: Sendable {
  /// One model.
  public struct Entry: Sendable {
    /// The name of the model.
    public var model: String
    /// The errors over all arrays; nil if the model does not describe them.
    public var measures: ErrorMeasures?
    /// Why there are no errors; nil if there are.
    public var refusal: String?
    /// What a reading costs.
    public var cost: ReadingCost?
    /// What the codes of converters say; nil without converters.
    public var codes: CodeErrors?
  }

  /// The errors behind amplifiers and converters.
  public struct CodeErrors: Sendable, Equatable {
    /// The largest error of an amplifier's output over the range of the converter.
    public var worstOutput = 0.0
    /// The largest difference of a code.
    public var worstCode = 0.0
    /// The part of the codes that differ.
    public var differing = 0.0
    /// The number of codes of the converter, less one.
    public var largestCode = 0.0
  }

  /// The key of the technology.
  public var technology: String
  /// The number of rows.
  public var rows: Int
  /// The number of columns.
  public var columns: Int
  /// The number of arrays.
  public var arrays: Int
  /// What wires, ends and cells take from the ideal currents: 1 − ΣI / ΣI_ideal.
  public var loss: Double
  /// The models, in the order of the page.
  public var entries: [Entry]
}

/// What a reading of an array costs, on one core.
public struct ReadingCost: Sendable, Equatable {
  /// The time of an input vector, in seconds.
  public var secondsPerVector: Double
  /// The number of vectors that were read at a time.
  public var batch: Int
  /// The time to program the array, in seconds.
  public var programming: Double
}
