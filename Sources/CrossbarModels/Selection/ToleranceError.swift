public import Configuration
public import Records

/// A tolerance that no member of the family meets.
public struct ToleranceError: CategorizedError {
  /// How the members were judged.
  public let selection: ModelSelection

  /// The files are what they must be, and no number is good enough.
  public var category: FailureCategory { .outsideTolerance }

  /// The best member, and all others.
  public var description: String {
    selection.summary.split(separator: "\n").joined(separator: "; ")
  }
}
