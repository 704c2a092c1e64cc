public import Configuration

/// An operating point that could not be found: a row's own response does not meet its equations.
public struct MeanFieldError: CategorizedError {
  /// The technology of the array.
  public let technology: String
  /// The number of the row, from 0.
  public let row: Int
  /// The largest error of a voltage of the row, in volts.
  public let residual: Double

  /// The files are what they must be, and the numbers cannot be trusted.
  public var category: FailureCategory { .outsideTolerance }

  /// What did not converge, and where.
  public var description: String {
    let found = residual.isFinite ? "found to \(residual) V only" : "not found"
    return "the operating point of \(technology): the response of row \(row) to its own voltage "
      + "was \(found); take the nodal solver"
  }
}
