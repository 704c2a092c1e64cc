public import Configuration

/// Steps of the chord member that lead away from the solution.
public struct ChordDivergence: CategorizedError {
  /// The number of the input vector in its batch, from 0.
  public let sample: Int
  /// The step that left more than the one before it, from 1.
  public let step: Int
  /// The largest part of a cell's current that its law does not explain after the step.
  public let residual: Double
  /// The same before the step, over the same cell current.
  public let before: Double

  /// The files are what they must be, and the numbers cannot be trusted.
  public var category: FailureCategory { .outsideTolerance }

  /// What grew, and what to take.
  public var description: String {
    "input \(sample): the chord member leads away from the solution: step \(step) leaves a residual "
      + "of \(residual) of the largest cell current, the step before it \(before); take another "
      + "member or the nodal solver"
  }
}
