/// Numbers that are integers of a range times a step.
public struct QuantizedNumbers: Sendable, Equatable {
  /// The distance of two neighbors; above 0.
  public let step: Float
  /// The integers, with that of the number 0 taken off.
  public let codes: ClosedRange<Int>

  /// Creates the numbers of a step and a range of integers.
  public init(step: Float, codes: ClosedRange<Int>) {
    precondition(step > 0 && step.isFinite, "a step of \(step)")
    self.step = step
    self.codes = codes
  }
}
