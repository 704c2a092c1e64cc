public import Crossbars
public import LinearAlgebra
public import Records

extension ModelSelection {
  /// An array that stands for many, with what it is read with.
  public struct Sample: Sendable {
    /// The array.
    public var crossbar: Crossbar
    /// The load: row voltages before the converters, in volts; *batch × rows*, at least one vector.
    public var inputs: Matrix
    /// How often an input has which voltage, for members that are made for that.
    public var statistics: InputStatistics
    /// How many of the first columns count; the others of an array that is filled in part are read by
    /// nobody.
    public var columns: Int

    /// Creates a sample.
    ///
    /// - Parameters:
    ///   - crossbar: The array.
    ///   - inputs: The load, in volts; *batch × rows*.
    ///   - statistics: How often an input has which voltage.
    ///   - columns: How many of the first columns count; nil for all.
    public init(
      _ crossbar: Crossbar, inputs: Matrix, statistics: InputStatistics, columns: Int? = nil
    ) {
      self.columns = columns ?? crossbar.columns
      self.crossbar = crossbar
      self.inputs = inputs
      self.statistics = statistics
    }
  }

  /// The tolerance where none is named and nothing else says which member is meant: the relative RMSE
  /// that few other parts of a system stay below.
  public static let defaultTolerance = 1e-3

  /// How many standard errors of the mean squared error are added to it: of a dozen vectors two of
  /// them leave one estimate in thirty too low (Student's t with eleven degrees of freedom).
  public static let errorMargin = 2.0

  /// The members in the order of their cost.
  ///
  /// - Parameter kind: The only kind that is wanted; nil for all.
  /// - Returns: The members: one product, then more of them, then residual steps.
  public static func ladder(of kind: ModelKind? = nil) -> [CoreSettings] {
    let all =
      [
        CoreSettings(.linear), CoreSettings(.secant), CoreSettings(.twoPoint, products: 1),
        CoreSettings(.twoPoint, products: 2), CoreSettings(.twoPoint, products: 3),
      ] + [1, 2, 3, 4, 6, 8].map { CoreSettings(.chord, steps: $0) }
    return kind.map { kind in all.filter { $0.kind == kind } } ?? all
  }
}
