public import Crossbars
public import LinearAlgebra

/// The exact solution of an array's nodal equations: block elimination, with Newton's method
/// around it where cells are non-linear.
public struct NodalSolver: CrossbarModel {
  /// Creates the solver; it has no parameters.
  public init() {}

  /// Factors the network of an array, linearized at zero volts.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array, ready to be solved for any inputs.
  public func program(_ crossbar: Crossbar) -> ProgrammedNodal {
    ProgrammedNodal(crossbar)
  }
}

/// An array that ``NodalSolver`` has prepared.
///
/// It keeps the factors of the network linearized at zero volts, and workspace: it belongs to one
/// task.
public final class ProgrammedNodal: ProgrammedCrossbar {
  private let crossbar: Crossbar
  private let iteration: NewtonIteration

  init(_ crossbar: Crossbar) {
    self.crossbar = crossbar
    iteration = NewtonIteration(crossbar)
  }

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: ``NodalError`` if an input vector's equations could not be solved.
  public func read(_ inputs: Matrix) throws -> Matrix {
    Matrix(
      rows: inputs.rows, columns: crossbar.columns,
      elements: try solutions(for: inputs).flatMap(\.columnCurrents))
  }

  /// Solves the array for every input vector, or not at all.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: One solution per input vector, each with its Kirchhoff residual.
  /// - Throws: ``NodalError`` if an input vector's equations could not be solved.
  public func solutions(for inputs: Matrix) throws -> [NodalSolution] {
    try solve(inputs).enumerated().map { sample, outcome in
      switch outcome {
      case .converged(let solution): return solution
      case .stalled(let residual, let iterations):
        throw NodalError(sample: sample, residual: residual, iterations: iterations)
      }
    }
  }

  /// Solves the array for every input vector.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: One outcome per input vector. It does not depend on the other vectors.
  public func solve(_ inputs: Matrix) -> [SolveOutcome] {
    precondition(
      inputs.columns == crossbar.rows,
      "inputs are \(inputs.columns) wide, the crossbar has \(crossbar.rows) rows")
    return (0..<inputs.rows).map { iteration.solve(inputs.row($0)) }
  }
}
