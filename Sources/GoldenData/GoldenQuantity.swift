internal import LinearAlgebra

/// Numbers of a case beside its column currents, such as amplifier voltages or settling times.
public struct GoldenQuantity: Sendable, Equatable {
  /// The name, such as `amplifier_voltages`.
  public var name: String
  /// The unit, such as `V`; `1` for counts and codes.
  public var unit: String
  /// The length of every axis.
  public var shape: [Int]
  /// The numbers, the last axis running fastest.
  public var values: [Double]
  /// How far a number may be from the stored one when SPICE runs again, over the largest of them.
  public var tolerance: Double

  /// Creates a quantity.
  ///
  /// - Parameters:
  ///   - name: The name: small letters, digits and underscores.
  ///   - unit: The unit.
  ///   - shape: The length of every axis.
  ///   - values: The numbers, the last axis running fastest.
  ///   - tolerance: How far a number may be from the stored one when SPICE runs again, over the
  ///     largest of them.
  public init(name: String, unit: String, shape: [Int], values: [Double], tolerance: Double) {
    precondition(shape.reduce(1, *) == values.count, "\(values.count) numbers are not \(shape)")
    self.name = name
    self.unit = unit
    self.shape = shape
    self.values = values
    self.tolerance = tolerance
  }

  /// Whether new numbers are close enough to these.
  ///
  /// - Parameter other: The same quantity of another run.
  /// - Returns: Whether unit and shape are the same, and no number differs by more than the
  ///   tolerance allows.
  public func admits(_ other: GoldenQuantity) -> Bool {
    guard unit == other.unit, shape == other.shape else { return false }
    let scale = values.largestMagnitude
    return zip(values, other.values).allSatisfy { ($0 - $1).magnitude <= tolerance * scale }
  }
}
