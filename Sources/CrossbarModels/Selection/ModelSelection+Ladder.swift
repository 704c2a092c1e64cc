public import Crossbars
public import Records

extension ModelSelection {
  /// An array that stands for many, with the inputs that it is read with.
  public struct Sample: Sendable {
    /// The array.
    public var crossbar: Crossbar
    /// How often an input has which voltage.
    public var statistics: InputStatistics

    /// Creates a sample.
    ///
    /// - Parameters:
    ///   - crossbar: The array.
    ///   - statistics: How often an input has which voltage.
    public init(_ crossbar: Crossbar, statistics: InputStatistics) {
      self.crossbar = crossbar
      self.statistics = statistics
    }
  }

  /// The number of exactly solved input vectors of an array.
  public static let vectorsPerArray = 8

  /// How many standard errors of the mean squared error are added to it: with eight vectors two of
  /// them leave one estimate in twenty-five too low (Student's t with seven degrees of freedom).
  public static let errorMargin = 2.0

  /// The members in the order of their cost.
  ///
  /// - Parameter kind: The only kind that is wanted; nil for all.
  /// - Returns: The members: one product, then more of them, then residual steps.
  public static func ladder(of kind: ModelKind? = nil) -> [CoreSettings] {
    let separable = (1...3).flatMap { (products: Int) -> [CoreSettings] in
      [
        CoreSettings(.separable, products: products),
        CoreSettings(.separablePolynomial, products: products),
      ]
    }
    let all =
      [CoreSettings(.linear), CoreSettings(.secant)] + separable
      + [1, 2, 3, 4, 6, 8].map { CoreSettings(.chord, steps: $0) }
    return kind.map { kind in all.filter { $0.kind == kind } } ?? all
  }
}
