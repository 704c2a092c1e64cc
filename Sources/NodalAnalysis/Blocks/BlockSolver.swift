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
final class BlockSolver {
  private let crossbar: Crossbar
  private let cells: ArrayCells
  /// The slopes of the cells that the array is factored with, in siemens.
  private let slopes: [Double]
  private let network: BlockFactorization

  init(_ crossbar: Crossbar, cells: ArrayCells) {
    self.crossbar = crossbar
    self.cells = cells
    let atRest = cells.slopesAtZero
    var network = BlockFactorization(crossbar, slopes: atRest)
    var slopes = atRest
    if !cells.law.isOhmic {
      slopes = Self.middleSlopes(crossbar, cells: cells, network: network, atRest: atRest)
      network = BlockFactorization(crossbar, slopes: slopes)
    }
    self.slopes = slopes
    self.network = network
  }

  /// The slopes half way between those at rest and those with the read voltage at every row.
  ///
  /// A chord step multiplies a cell's error by about |I' − d| / d, so the middle of the slopes that
  /// inputs can meet halves the worst rate, and serves small inputs as well as large ones.
  private static func middleSlopes(
    _ crossbar: Crossbar, cells: ArrayCells, network: BlockFactorization, atRest: [Double]
  ) -> [Double] {
    let driven = network.solve(
      inputs: Matrix(
        rows: 1, columns: crossbar.rows, repeating: crossbar.technology.read.voltage))
    return atRest.indices.map { cell in
      let full = cells.current(
        cell, word: driven.wordLine.elements[cell], bit: driven.bitLine.elements[cell]
      ).wordSlope
      // Of very steep cells the inputs say more than the read voltage does.
      return min(0.5 * (atRest[cell] + full), 4 * atRest[cell])
    }
  }

  /// Solves the array for every input vector.
  func solve(_ inputs: Matrix) -> [SolveOutcome] {
    let drives = (0..<inputs.rows).map { ArrayDrive(crossbar, inputs: inputs.row($0)) }
    return cells.law.isOhmic ? solveLinear(drives) : solveNonlinear(drives)
  }

  /// One solve is the solution.
  private func solveLinear(_ drives: [ArrayDrive]) -> [SolveOutcome] {
    let bundle = VectorBundle(rows: crossbar.rows, columns: crossbar.columns)
    var sums = KirchhoffSums(crossbar, cells: cells)
    var outcomes: [SolveOutcome] = []
    for first in stride(from: 0, to: drives.count, by: VectorBundle.width) {
      let samples = first..<min(first + VectorBundle.width, drives.count)
      for sample in samples {
        VectorBundle.write(drives[sample].voltages, to: bundle.inputs, lane: sample - first)
      }
      network.solve(bundle, hasSources: false)
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
    var sums = KirchhoffSums(crossbar, cells: cells)
    var outcomes = [SolveOutcome](
      repeating: .stalled(residual: .infinity, iterations: 0), count: drives.count)
    let chord = ChordQueue(
      ChordIteration(cells, wordSlopes: slopes, network: network), rows: crossbar.rows,
      columns: crossbar.columns)
    chord.solve(drives) { sample, state, steps in
      if let state {
        outcomes[sample] = sums.outcome(drives[sample], state, iterations: steps)
        if case .converged = outcomes[sample] { return }
      }
      let problem = BlockProblem(
        crossbar, cells: cells, network: network, slopes: slopes, drive: drives[sample])
      let ending = NewtonIteration.solve(problem)
      outcomes[sample] = sums.outcome(
        drives[sample], problem.state, iterations: steps + ending.steps)
    }
    return outcomes
  }
}
