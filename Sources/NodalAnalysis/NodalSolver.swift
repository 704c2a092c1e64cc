public import Crossbars
public import LinearAlgebra

/// The exact solution of an array's nodal equations.
public struct NodalSolver: CrossbarModel {
  public init() {}

  public func program(_ crossbar: Crossbar) -> ProgrammedNodal {
    fatalError("in preparation")
  }
}

/// An array prepared for exact solutions. It keeps workspace, so it belongs to one task.
public final class ProgrammedNodal: ProgrammedCrossbar {
  public func read(_ inputs: Matrix) throws -> Matrix { fatalError("in preparation") }

  /// Solves the array for every input vector of a batch (rows × columns, batch order).
  public func solve(_ inputs: Matrix) -> [SolveOutcome] { fatalError("in preparation") }
}
