internal import Crossbars

extension ModelParameters {
  /// The names of the resistances in model files.
  private static let resistanceNames = [
    "row_segment_resistance_ohm", "column_segment_resistance_ohm", "driver_resistance_ohm",
    "sense_resistance_ohm",
  ]

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
    let ends = [
      resistances.rowSegment, resistances.columnSegment, resistances.driver, resistances.sense,
    ]
    return switch kind {
    case .linear: ends + [conductanceFactor]
    case .secant, .separable, .chord: ends + [conductanceFactor, voltageFactor]
    case .separablePolynomial: ends + [conductanceFactor, voltageFactor] + polynomial
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
    self.init(
      resistances: ArrayResistances(
        rowSegment: values[0], columnSegment: values[1], driver: values[2], sense: values[3]),
      conductanceFactor: values[4], voltageFactor: kind == .linear ? 1 : values[5],
      polynomial: Array(values.dropFirst(count)))
  }
}
