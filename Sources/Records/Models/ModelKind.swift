/// A member of the family of fast models, cheapest first.
public enum ModelKind: String, Sendable, Equatable, Codable, CaseIterable, Comparable {
  /// One matrix: the array linearized at zero volts.
  case linear
  /// One matrix: every cell with the secant of its law over the inputs' statistics.
  case secant
  /// A few products and an interpolation: rows alone, rows with all others driven, and the column's
  /// own current between them.
  case twoPoint = "two-point"
  /// One kept factorization and residual steps: as exact as wanted.
  case chord

  /// Whether the member is made for inputs of given statistics, and not for any load.
  public var hasStatistics: Bool { self == .secant || self == .chord }

  /// Orders members by cost.
  public static func < (left: ModelKind, right: ModelKind) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}
