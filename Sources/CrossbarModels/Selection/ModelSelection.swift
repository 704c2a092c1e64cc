public import Crossbars

/// The cheapest member of the family that is good enough, and why cheaper ones are not.
///
/// Every member is judged by its own error on a few input vectors that are drawn from the inputs'
/// statistics and solved exactly. See ``errorMargin`` for what the estimate adds for the few.
public struct ModelSelection: Sendable, Encodable {
  /// One member, as it was judged.
  public struct Candidate: Sendable, Encodable {
    /// The member.
    public let settings: CoreSettings
    /// The member in a few words.
    public let name: String
    /// The relative RMSE of the column currents with the margin for few samples, of the array on
    /// which it is largest; nil if the member could not be judged.
    public let error: Double?
    /// The cost of an input vector over that of the ideal product; nil if the member could not be
    /// judged.
    public let products: Int?
    /// Why the member was taken or passed over.
    public let reason: String

    /// Whether the member meets a tolerance.
    func meets(_ tolerance: Double) -> Bool { error.map { $0 <= tolerance } ?? false }
  }

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

  /// The wanted relative RMSE.
  public let tolerance: Double
  /// The number of arrays that members were judged on.
  public let arrays: Int
  /// The number of exactly solved input vectors of every array.
  public let vectors: Int
  /// The members that were judged, in the order of their cost.
  public let candidates: [Candidate]
  /// The member that was taken; nil if none meets the tolerance.
  public let taken: CoreSettings?

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

  /// The best of the members that were judged; nil if none could be.
  public var best: Candidate? {
    candidates.filter { $0.error != nil }.min {
      ($0.error ?? .infinity) < ($1.error ?? .infinity)
    }
  }

  /// The member that was taken, as it was judged.
  public var choice: Candidate? { candidates.first { $0.settings == taken } }
}
