/// Which member of the family stands for the array itself, and how it is made.
public struct CoreSettings: Sendable, Equatable, Codable {
  /// The member.
  public var kind: ModelKind
  /// The number of products of a separable member; nil takes what its basis tolerance needs.
  public var products: Int?
  /// The largest relative error of a separable member's basis; nil for
  /// ``defaultBasisTolerance``.
  public var basisTolerance: Double?
  /// The number of residual steps of the chord member; nil for ``defaultSteps``.
  public var steps: Int?

  /// The basis tolerance where none is named: a fraction of the error that the separable member has
  /// by its own nature on strongly non-linear cells.
  public static let defaultBasisTolerance = 5e-5
  /// The residual steps where none are named.
  public static let defaultSteps = 4

  /// Creates the settings of a member.
  ///
  /// - Parameters:
  ///   - kind: The member.
  ///   - products: The number of products of a separable member.
  ///   - basisTolerance: The largest relative error of a separable member's basis.
  ///   - steps: The number of residual steps of the chord member.
  public init(
    _ kind: ModelKind, products: Int? = nil, basisTolerance: Double? = nil, steps: Int? = nil
  ) {
    self.kind = kind
    self.products = products
    self.basisTolerance = basisTolerance
    self.steps = steps
  }
}
