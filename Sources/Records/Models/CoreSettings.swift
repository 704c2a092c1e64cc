/// Which member of the family stands for the array itself, and how it is made.
public struct CoreSettings: Sendable, Equatable, Codable {
  /// The member.
  public var kind: ModelKind
  /// The number of products that make up the shares of the two-point member; nil takes as many as help.
  public var products: Int?
  /// The number of residual steps of the chord member; nil for ``defaultSteps``.
  public var steps: Int?

  /// The residual steps where none are named.
  public static let defaultSteps = 4

  /// Creates the settings of a member.
  ///
  /// - Parameters:
  ///   - kind: The member.
  ///   - products: The number of products that make up the shares of the two-point member.
  ///   - steps: The number of residual steps of the chord member.
  public init(
    _ kind: ModelKind, products: Int? = nil, steps: Int? = nil
  ) {
    self.kind = kind
    self.products = products
    self.steps = steps
  }
}
