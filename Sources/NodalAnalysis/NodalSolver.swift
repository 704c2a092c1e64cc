public import Crossbars
public import LinearAlgebra
internal import Synchronization

/// The exact solution of an array's nodal equations.
///
/// Arrays in the standard read mode with two-terminal cells are solved by block elimination, all
/// others by sparse elimination of the general network; Newton's method surrounds either where
/// cells are non-linear.
public struct NodalSolver: CrossbarModel {
  /// How the equations are eliminated.
  package enum Elimination: Sendable {
    /// By blocks where that is possible.
    case automatic
    /// As a general network in any case.
    case network
  }

  private let elimination: Elimination
  private let law: (any CellLaw)?

  /// Creates the solver.
  ///
  /// - Parameter law: The law of the cells; nil takes the technology's own.
  public init(law: (any CellLaw)? = nil) {
    self.law = law
    elimination = .automatic
  }

  /// Creates the solver with a way of elimination, so that tests can compare both.
  package init(_ elimination: Elimination) {
    self.elimination = elimination
    law = nil
  }

  /// Factors the network of an array, linearized at zero volts.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array, ready to be solved for any inputs.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedNodal {
    try ProgrammedNodal(crossbar, law: law, elimination: elimination)
  }
}

/// An array that ``NodalSolver`` has prepared.
///
/// It keeps the factors of the network linearized at zero volts. Tasks may share it: each has
/// workspace of its own where the array is solved by blocks; where it is a general network, whose
/// factors KLU itself writes to, one waits for the other.
public struct ProgrammedNodal: ProgrammedCrossbar {
  /// What stands behind the columns.
  public let readout: ColumnReadout
  private let crossbar: Crossbar
  private let path: Path

  private enum Path: Sendable {
    case blocks(FactoredArray, WorkspacePool<BlockSolver>)
    case network(SharedNetwork)
  }

  /// The solver of a general network, for one task at a time.
  private final class SharedNetwork: Sendable {
    let solver: Mutex<NetworkSolver>

    init(_ crossbar: Crossbar, cells: ArrayCells) {
      solver = Mutex(NetworkSolver(crossbar, cells: cells))
    }
  }

  init(
    _ crossbar: Crossbar, law: (any CellLaw)?, elimination: NodalSolver.Elimination
  ) throws {
    self.crossbar = crossbar
    let cells = try ArrayCells(crossbar, law: law)
    let hasBlocks =
      elimination == .automatic && crossbar.isStandard && cells.law.isTwoTerminal
    readout = crossbar.readout
    if hasBlocks {
      // One array's workspace is some megabytes, and a network has thousands of arrays.
      path = .blocks(FactoredArray(crossbar, cells: cells), WorkspacePool(mostIdle: 1))
    } else {
      path = .network(SharedNetwork(crossbar, cells: cells))
    }
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

  /// Reads the columns, with the Kirchhoff residuals of the solutions.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: The reading with its evidence.
  /// - Throws: ``NodalError`` if an input vector's equations could not be solved.
  public func reading(of inputs: Matrix) throws -> ArrayReading {
    readout.reading(of: try solutions(for: inputs))
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

  /// How many input vectors ``visitSolutions(for:_:)`` solves at once: some bundles of eight.
  private static let stretch = 64

  /// Solves the array for every input vector, and keeps few solutions at a time: a large batch times all
  /// nodes need not fit into memory.
  ///
  /// - Parameters:
  ///   - inputs: Row voltages, in volts; *batch × rows*.
  ///   - visit: Gets the number of every input vector with its solution, in the order of the batch.
  /// - Throws: ``NodalError`` if an input vector's equations could not be solved, and what `visit`
  ///   throws.
  public func visitSolutions(
    for inputs: Matrix, _ visit: (Int, NodalSolution) throws -> Void
  ) throws {
    for first in stride(from: 0, to: inputs.rows, by: Self.stretch) {
      let samples = first..<min(first + Self.stretch, inputs.rows)
      for (sample, outcome) in zip(samples, solve(inputs.rows(samples))) {
        switch outcome {
        case .converged(let solution): try visit(sample, solution)
        case .stalled(let residual, let iterations):
          throw NodalError(sample: sample, residual: residual, iterations: iterations)
        }
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
    switch path {
    case .blocks(let array, let pool):
      return pool.withWorkspace(make: { BlockSolver(array) }) { $0.solve(inputs) }
    case .network(let shared):
      return shared.solver.withLock { solver in
        (0..<inputs.rows).map { solver.solve(inputs.row($0)) }
      }
    }
  }
}
