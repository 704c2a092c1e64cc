internal import Crossbars
internal import LinearAlgebra

/// The solver of standard arrays of two-terminal cells, by block elimination.
///
/// Goals, in order of priority:
/// 1. never a wrong number: every solution is judged by its Kirchhoff residual, evaluated from the
///    node voltages alone;
/// 2. a vector's result depends on the array and on itself: solves start from the array's factors,
///    not from what was solved before or beside it;
/// 3. one factorization an array: its slopes lie half way between those at rest and at full drive,
///    and chord steps with these factors solve almost every input, eight at a time. Where they do
///    not converge quickly, ``NewtonIteration`` starts afresh and factors the network again.
///
/// It keeps workspace and belongs to one task; the factors are shared.
final class BlockSolver {
  private let array: FactoredArray
  private let bundle: VectorBundle
  private var sums: KirchhoffSums

  /// Creates the workspace for an array that was factored.
  init(_ array: FactoredArray) {
    self.array = array
    sums = KirchhoffSums(array.crossbar, cells: array.cells)
    bundle = VectorBundle(rows: array.crossbar.rows, columns: array.crossbar.columns)
  }

  /// Solves the array for every input vector.
  func solve(_ inputs: Matrix) -> [SolveOutcome] {
    let drives = (0..<inputs.rows).map { ArrayDrive(array.crossbar, inputs: inputs.row($0)) }
    return array.cells.law.isOhmic ? solveLinear(drives) : solveNonlinear(drives)
  }

  /// One solve is the solution.
  private func solveLinear(_ drives: [ArrayDrive]) -> [SolveOutcome] {
    var outcomes: [SolveOutcome] = []
    for first in stride(from: 0, to: drives.count, by: VectorBundle.width) {
      let samples = first..<min(first + VectorBundle.width, drives.count)
      for sample in samples {
        VectorBundle.write(drives[sample].voltages, to: bundle.inputs, lane: sample - first)
      }
      array.network.solve(bundle, hasSources: false)
      outcomes += samples.map { sample in
        // The elimination's own column currents have a relative error near rounding, the sums of
        // cell currents one of the voltages' rounding.
        sums.outcome(
          drives[sample], bundle.voltages(lane: sample - first),
          currents: VectorBundle.read(bundle.currents, lane: sample - first), iterations: 0)
      }
    }
    return outcomes
  }

  private func solveNonlinear(_ drives: [ArrayDrive]) -> [SolveOutcome] {
    var outcomes = [SolveOutcome](
      repeating: .stalled(residual: .infinity, iterations: 0), count: drives.count)
    let chord = ChordQueue(
      ChordIteration(array.cells, wordSlopes: array.slopes, network: array.network), bundle)
    chord.solve(drives) { sample, state, steps in
      if let state {
        outcomes[sample] = sums.outcome(drives[sample], state, iterations: steps)
        if case .converged = outcomes[sample] { return }
      }
      let problem = BlockProblem(array, drive: drives[sample])
      let ending = NewtonIteration.solve(problem)
      outcomes[sample] = sums.outcome(
        drives[sample], problem.state, iterations: steps + ending.steps)
    }
    return outcomes
  }
}
