/// What data say of one parameter.
public struct ParameterEstimate: Sendable, Equatable {
  /// The name of the parameter, with the unit.
  public var name: String
  /// The estimate, or the reference if the data do not determine the parameter.
  public var value: Double
  /// The standard error; 0 of a parameter that the data do not determine.
  public var standardError: Double
  /// The lower end of the 95 % interval.
  public var lower: Double
  /// The upper end of the 95 % interval.
  public var upper: Double
  /// Why the data do not determine the parameter; nil if they do.
  public var obstacle: String?

  /// Whether the data determine the parameter to better than its own size.
  public var isDetermined: Bool { obstacle == nil }

  /// Creates an estimate; the units are those of the parameter.
  public init(
    name: String, value: Double, standardError: Double, lower: Double, upper: Double,
    obstacle: String? = nil
  ) {
    self.name = name
    self.value = value
    self.standardError = standardError
    self.lower = lower
    self.upper = upper
    self.obstacle = obstacle
  }
}
