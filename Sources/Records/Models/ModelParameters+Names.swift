internal import Crossbars

extension ModelParameters {
  private static let resistanceNames = ArrayResistances.keys.map(\.recordName)

  /// The names of a member's parameters in model files, in the order of ``values(for:)``.
  ///
  /// - Parameters:
  ///   - kind: The member.
  ///   - coefficients: The number of coefficients of the output polynomial; only the member with one
  ///     has any.
  /// - Returns: The names, with their units.
  public static func names(for kind: ModelKind, coefficients: Int = 0) -> [String] {
    switch kind {
    case .linear: resistanceNames + ["cell_secant"]
    case .secant, .separable, .chord:
      resistanceNames + ["cell_conductance_factor", "cell_voltage_factor"]
    case .separablePolynomial:
      names(for: .separable) + (0..<coefficients).map { "polynomial_\($0)" }
    }
  }

  /// The parameters of a member as a list, in the order of ``names(for:coefficients:)``.
  ///
  /// - Parameter kind: The member.
  /// - Returns: The values, in the units that the names carry.
  public func values(for kind: ModelKind) -> [Double] {
    switch kind {
    case .linear: resistances.values + [conductanceFactor]
    case .secant, .separable, .chord: resistances.values + [conductanceFactor, voltageFactor]
    case .separablePolynomial:
      resistances.values + [conductanceFactor, voltageFactor] + polynomial
    }
  }

  /// Creates a set of parameters from a list.
  ///
  /// - Parameters:
  ///   - values: The values, in the order of ``names(for:coefficients:)``.
  ///   - kind: The member.
  public init(values: [Double], for kind: ModelKind) {
    let count = Self.names(for: kind).count
    precondition(
      values.count == count || kind == .separablePolynomial && values.count > count,
      "\(values.count) values of a \(kind.rawValue) model")
    let factors = values.dropFirst(Self.resistanceNames.count)
    self.init(
      resistances: ArrayResistances(values: values.prefix(Self.resistanceNames.count)),
      conductanceFactor: factors[factors.startIndex],
      voltageFactor: kind == .linear ? 1 : factors[factors.startIndex + 1],
      polynomial: Array(values.dropFirst(count)))
  }
}
