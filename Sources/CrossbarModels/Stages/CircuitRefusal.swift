public import Configuration

/// An array whose circuit a fast model does not describe.
public struct CircuitRefusal: CategorizedError, Equatable {
  /// The name of the technology.
  public let technology: String
  /// What the model does not describe.
  public let reason: String

  /// The files describe a circuit that the model is not for; nothing is missing.
  public var category: FailureCategory { .malformedInput }

  /// What was found where, and what to take.
  public var description: String {
    "the fast model of \(technology): \(reason); take the nodal solver"
  }
}
