/// How a job ended: nobody reaches the numbers without passing the status.
public enum SpiceOutcome: Sendable {
  /// The vectors, complete and finite, with their evidence.
  case solved(SpiceResult)
  /// Why there are none.
  case failed(SpiceError)
}
