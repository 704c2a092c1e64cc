public import Crossbars

/// What a simulated number must show before it is accepted.
public struct EvidenceBounds: Sendable, Equatable {
  /// The largest Kirchhoff residual at the simulator's voltages, over the largest cell current.
  public var kirchhoff: Double
  /// The largest difference from the nodal solver, over the largest column current.
  public var secondSolver: Double
  /// Whether a solution found by gmin or source stepping is accepted.
  public var acceptsHomotopy: Bool
  /// What is tried, in this order, when the direct attempt gives no accepted numbers.
  public var fallback: [FallbackPolicy]

  /// Creates a set of bounds.
  ///
  /// - Parameters:
  ///   - kirchhoff: The largest Kirchhoff residual, over the largest cell current.
  ///   - secondSolver: The largest difference from the nodal solver, over the largest column
  ///     current.
  ///   - acceptsHomotopy: Whether a solution found by gmin or source stepping is accepted.
  ///   - fallback: What is tried when the direct attempt gives no accepted numbers.
  public init(
    kirchhoff: Double, secondSolver: Double, acceptsHomotopy: Bool = false,
    fallback: [FallbackPolicy] = []
  ) {
    self.kirchhoff = kirchhoff
    self.secondSolver = secondSolver
    self.acceptsHomotopy = acceptsHomotopy
    self.fallback = fallback
  }

  /// The bounds for one array of a command, which has no author who could state policies: those of
  /// the technology, with the ramps for non-linear cells.
  ///
  /// - Parameter technology: The technology of the array.
  /// - Returns: The bounds.
  public static func interactive(for technology: Technology) -> EvidenceBounds {
    var bounds = standard(for: technology)
    if !technology.isLinear { bounds.fallback = [.driveRamp, .fineDriveRamp] }
    return bounds
  }

  /// The bounds for a technology: the simulator solves linear circuits to rounding, and stops
  /// Newton's method on others at its `reltol`.
  ///
  /// - Parameter technology: The technology of the array.
  /// - Returns: A Kirchhoff residual of 1e-9, and a second solver within 1e-9 for ohmic cells
  ///   without selector or transistor, read by ideal sinks or by amplifiers that do not saturate,
  ///   and 1e-7 for others.
  public static func standard(for technology: Technology) -> EvidenceBounds {
    EvidenceBounds(kirchhoff: 1e-9, secondSolver: technology.isLinear ? 1e-9 : 1e-7)
  }
}
