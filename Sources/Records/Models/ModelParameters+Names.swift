internal import Crossbars

extension ModelParameters {
  private static let resistanceNames = ArrayResistances.keys.map(\.recordName)

  /// The names of a member's parameters in model files, in the order of ``values(for:)``.
  ///
  /// - Parameter kind: The member.
  /// - Returns: The names, with their units.
  public static func names(for kind: ModelKind) -> [String] {
    resistanceNames
      + (kind == .linear ? ["cell_secant"] : ["cell_conductance_factor", "cell_voltage_factor"])
  }

  /// The parameters of a member as a list, in the order of ``names(for:)``.
  ///
  /// - Parameter kind: The member.
  /// - Returns: The values, in the units that the names carry.
  public func values(for kind: ModelKind) -> [Double] {
    resistances.values + [conductanceFactor] + (kind == .linear ? [] : [voltageFactor])
  }

  /// Creates a set of parameters from a list.
  ///
  /// - Parameters:
  ///   - values: The values, in the order of ``names(for:)``.
  ///   - kind: The member.
  public init(values: [Double], for kind: ModelKind) {
    precondition(
      values.count == Self.names(for: kind).count,
      "\(values.count) values of a \(kind.rawValue) model")
    let factors = values.dropFirst(Self.resistanceNames.count)
    self.init(
      resistances: ArrayResistances(values: values.prefix(Self.resistanceNames.count)),
      conductanceFactor: factors[factors.startIndex],
      voltageFactor: kind == .linear ? 1 : factors[factors.startIndex + 1])
  }
}
