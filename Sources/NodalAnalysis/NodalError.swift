public import Configuration

/// A read that has no currents because the nodal equations could not be solved.
public struct NodalError: CategorizedError {
  /// The number of the input vector in its batch, from 0.
  public let sample: Int
  /// The Kirchhoff residual that was reached, relative to the largest cell current.
  public let residual: Double
  /// The number of Newton steps taken.
  public let iterations: Int

  /// The files are what they must be, and the numbers cannot be trusted: where resistances lie many
  /// orders of magnitude apart, rounding leaves nothing of a cell's current.
  public var category: FailureCategory { .outsideTolerance }

  /// What stopped, and where.
  public var description: String {
    "input \(sample): Newton's method stopped after \(iterations) steps with a Kirchhoff residual "
      + "of \(residual) of the largest cell current"
  }
}
