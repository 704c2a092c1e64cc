public import Crossbars
public import LinearAlgebra

/// The solution of one array for one input vector.
public struct NodalSolution: Sendable {
  /// The current of every column into its sense node, in amperes.
  public var columnCurrents: [Double]
  /// The word-line voltage of every cell, in volts; *rows × columns*.
  public var wordLine: Matrix
  /// The bit-line voltage of every cell, in volts; *rows × columns*.
  public var bitLine: Matrix
  /// How far Kirchhoff's current law is from being met at these voltages.
  public var residual: KirchhoffResidual
  /// The number of Newton steps; 0 for a linear array.
  public var iterations: Int
}

/// How a solve ended.
public enum SolveOutcome: Sendable {
  /// The equations are met; the solution carries its Kirchhoff residual.
  case converged(NodalSolution)
  /// The iteration stopped improving with this residual, relative to the largest cell current.
  case stalled(residual: Double, iterations: Int)
}

extension ColumnReadout {
  /// The reading that solutions of an array make.
  ///
  /// - Parameter solutions: One solution per input vector, in the order of the batch.
  /// - Returns: The reading, with the Kirchhoff residuals as evidence.
  public func reading(of solutions: [NodalSolution]) -> ArrayReading {
    reading(
      currents: Matrix(solutions.map(\.columnCurrents)),
      evidence: .kirchhoff(solutions.map(\.residual.balance)))
  }
}
