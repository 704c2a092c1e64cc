/// A member of the family of fast models, cheapest first.
public enum ModelKind: String, Sendable, Equatable, Codable, CaseIterable, Comparable {
  /// One matrix: the array linearized at zero volts.
  case linear
  /// One matrix: every cell with the secant of its law over the inputs' statistics.
  case secant
  /// A sum of functions of one row voltage each, by a few products.
  case separable
  /// The same, with an output polynomial for how the other rows' drive changes a row's share.
  case separablePolynomial = "separable-polynomial"
  /// One kept factorization and residual steps: as exact as wanted.
  case chord

  /// Orders members by cost.
  public static func < (left: ModelKind, right: ModelKind) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}
