/// How far a current may be from the stored one.
public struct Tolerance: Sendable, Equatable, Codable {
  /// The part that grows with the stored current.
  public var relative: Double
  /// The part that is always allowed, in amperes.
  public var absolute: Double

  /// The tolerance of a suite that states no other: the simulator's own relative tolerance, and its
  /// current tolerance of 1e-15 A.
  public static let standard = Tolerance(relative: 1e-9, absolute: 1e-15)

  /// Creates a tolerance.
  ///
  /// - Parameters:
  ///   - relative: The part that grows with the stored current.
  ///   - absolute: The part that is always allowed, in amperes.
  public init(relative: Double, absolute: Double) {
    self.relative = relative
    self.absolute = absolute
  }

  /// Whether a current is close enough to the stored one.
  ///
  /// - Parameters:
  ///   - value: The current to judge, in amperes; NaN is never close.
  ///   - reference: The stored current, in amperes.
  /// - Returns: Whether the difference is within the tolerance.
  public func admits(_ value: Double, reference: Double) -> Bool {
    (value - reference).magnitude <= relative * reference.magnitude + absolute
  }
}
