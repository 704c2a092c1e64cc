/// A quantity that a fit adjusts, with what is known of it beforehand.
public struct FitParameter: Sendable, Equatable {
  /// The name, with the unit.
  public var name: String
  /// Where the fit starts, and what the quantity is taken for if the data do not determine it.
  public var reference: Double
  /// The size below which the quantity does not matter.
  public var scale: Double
  /// The smallest possible value.
  public var lowerBound: Double

  /// Creates a parameter.
  ///
  /// - Parameters:
  ///   - name: The name, with the unit.
  ///   - reference: Where the fit starts, and what the quantity is taken for if the data do not
  ///     determine it.
  ///   - scale: The size below which the quantity does not matter; above 0.
  ///   - lowerBound: The smallest possible value.
  public init(
    name: String, reference: Double, scale: Double, lowerBound: Double = -.infinity
  ) {
    precondition(scale > 0, "the scale of \(name) is \(scale)")
    self.name = name
    self.reference = reference
    self.scale = scale
    self.lowerBound = lowerBound
  }

  /// The size that a change of the quantity is compared with.
  ///
  /// - Parameter value: Its value.
  /// - Returns: The largest of value, reference and scale.
  func size(at value: Double) -> Double {
    max(value.magnitude, reference.magnitude, scale)
  }
}
