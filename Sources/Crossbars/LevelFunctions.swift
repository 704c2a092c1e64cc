public import LinearAlgebra

/// What a read is for rows that have few voltages: functions of a row's level as tables, the matrices that go with
/// them, and an equation that the current of every column solves.
///
/// The sums over the rows of functions times factors are the shares of the current, their changes per ampere of the
/// column, and softenings or bends; the equation is that of the two-point model.
public struct LevelFunctions: Sendable {
  /// A function of the level, and its factor in every cell.
  public struct Function: Sendable {
    /// The value at every level.
    public let values: [Double]
    /// The factors; *rows × columns*.
    public let factors: Matrix

    package init(values: [Double], factors: Matrix) {
      self.values = values
      self.factors = factors
    }
  }

  /// The functions of the shares, in amperes.
  public let shares: [Function]
  /// Those of the changes: the one that the moments are taken of, and behind it its variation, if there are any.
  public let changes: [Function]
  /// That of the softenings or of the bends, if there is one.
  public let last: Function?
  /// Whether inputs have both signs.
  public let isSigned: Bool
  /// The weights of the rows for both moments of the bit lines.
  public let moments: [[Double]]
  /// The numbers of the interpolation in amperes, as the two-point model orders them; *terms × columns*, empty where
  /// the current is the sum of the shares.
  public let terms: [[Double]]
  /// The numbers by the leading terms alone, which need less time and leave a little more.
  public let leadingTerms: [[Double]]

  package init(
    shares: [Function], changes: [Function], last: Function?, isSigned: Bool,
    moments: [[Double]], terms: [[Double]], leadingTerms: [[Double]]
  ) {
    self.shares = shares
    self.changes = changes
    self.last = last
    self.isSigned = isSigned
    self.moments = moments
    self.terms = terms
    self.leadingTerms = leadingTerms
  }
}
