internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
public import Records
internal import SpiceSolving

extension ArraySimulation {
  /// The solvers that find the voltages of an array's nodes.
  public static let solversOfNodes: [Solver] = [.nodal, .spice]

  /// Why a solver cannot say what is inside an array.
  ///
  /// - Parameter solver: None of ``solversOfNodes``.
  /// - Returns: The reason, with the solvers that can.
  public static func refusalOfInterior(by solver: Solver) -> String {
    "solver \(solver.rawValue) finds column currents without the nodes of the array; node voltages, "
      + "cell currents and powers come from "
      + solversOfNodes.map(\.rawValue).joined(separator: " or ")
  }

  /// Reads an array by the nodal solver, without keeping the voltages of the whole batch.
  func nodalReading(
    of crossbar: Crossbar, inputs: Matrix, visit: ((ArrayInterior) throws -> Void)?
  ) throws -> SimulatedArray {
    let view = try visit.map { _ in try InteriorView(crossbar) }
    var currents = Matrix(rows: inputs.rows, columns: crossbar.columns)
    var balances: [ReadingEvidence.CurrentBalance] = []
    var steps = 0
    try NodalSolver().program(crossbar).visitSolutions(for: inputs) { sample, solution in
      for column in 0..<crossbar.columns {
        currents[sample, column] = solution.columnCurrents[column]
      }
      balances.append(solution.residual.balance)
      steps = max(steps, solution.iterations)
      if let view, let visit {
        try visit(view.interior(of: solution, inputs: inputs.row(sample)))
      }
    }
    return SimulatedArray(
      reading: crossbar.readout.reading(currents: currents, evidence: .kirchhoff(balances)),
      newtonSteps: steps)
  }

  /// Shows the inside of an array at the voltages that the simulator found.
  static func visit(
    _ solution: CircuitSolution, of crossbar: Crossbar, inputs: Matrix,
    _ visit: (ArrayInterior) throws -> Void
  ) throws {
    let view = try InteriorView(crossbar)
    for sample in 0..<inputs.rows {
      try visit(
        view.interior(
          inputs: inputs.row(sample), wordLine: solution.wordLine[sample],
          bitLine: solution.bitLine[sample],
          inner: solution.inner.isEmpty ? nil : solution.inner[sample]))
    }
  }
}
