/// How far a number may be from its reference.
public struct Tolerance: Sendable {
  /// The part that grows with the reference.
  public let relative: Double
  /// The part that is always allowed, in the unit of the number.
  public let absolute: Double

  /// Creates a tolerance; its source belongs into a comment beside it.
  ///
  /// - Parameters:
  ///   - relative: The part that grows with the reference.
  ///   - absolute: The part that is always allowed.
  public init(relative: Double, absolute: Double = 0) {
    self.relative = relative
    self.absolute = absolute
  }

  /// Whether a value is close enough to its reference.
  ///
  /// - Parameters:
  ///   - value: The value to judge; NaN is never close.
  ///   - reference: The value that another route gave.
  /// - Returns: Whether the difference is within the tolerance.
  public func admits(_ value: Double, reference: Double) -> Bool {
    (value - reference).magnitude <= relative * reference.magnitude + absolute
  }
}
