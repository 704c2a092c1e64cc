internal import Crossbars
internal import LinearAlgebra

/// Newton's method on an array's nodal equations.
///
/// Goals, in order of priority:
/// 1. never a wrong number: every solution is judged by its Kirchhoff residual, evaluated from the
///    node voltages alone;
/// 2. convergence from any start: the equations are the gradient of a convex function, the
///    co-content of the network (Millar 1951), so a Newton direction always goes downhill, and a
///    line search on the slope of that function cannot fail;
/// 3. few factorizations: the array is factored once, half way between its slopes at rest and at
///    full drive, and chord steps with these factors solve almost every input. Where they do not
///    converge quickly, Newton's method takes over and factors the network again.
///
/// A solve starts from the array's factors alone, so its result does not depend on what was solved
/// before or beside it.
///
/// It keeps workspace and belongs to one task; the factors are shared.
final class NewtonIteration {
  /// The residual that ends the iteration, relative to the largest cell current.
  private static let goal = 1e-13
  private static let mostSteps = 400

  private let crossbar: Crossbar
  private let cells: ArrayCells
  /// The slopes of the cells that the array is factored with, in siemens.
  private let slopes: [Double]
  private let network: BlockFactorization
  private let bundle: VectorBundle
  private var sums: KirchhoffSums

  /// Creates the workspace for an array that was factored.
  init(_ array: FactoredArray) {
    crossbar = array.crossbar
    cells = array.cells
    slopes = array.slopes
    network = array.network
    sums = KirchhoffSums(crossbar, cells: cells)
    bundle = VectorBundle(rows: crossbar.rows, columns: crossbar.columns)
  }

  /// Solves the array for every input vector.
  func solve(_ inputs: Matrix) -> [SolveOutcome] {
    let drives = (0..<inputs.rows).map { ArrayDrive(crossbar, inputs: inputs.row($0)) }
    var outcomes = [SolveOutcome](
      repeating: .stalled(residual: .infinity, iterations: 0), count: drives.count)
    guard !cells.law.isOhmic else {
      for first in stride(from: 0, to: drives.count, by: VectorBundle.width) {
        let samples = first..<min(first + VectorBundle.width, drives.count)
        for sample in samples {
          VectorBundle.write(drives[sample].voltages, to: bundle.inputs, lane: sample - first)
        }
        network.solve(bundle, hasSources: false)
        for sample in samples {
          outcomes[sample] = outcome(
            of: bundle.voltages(lane: sample - first), drive: drives[sample],
            currents: VectorBundle.read(bundle.currents, lane: sample - first), iterations: 0)
        }
      }
      return outcomes
    }
    let chord = ChordIteration(
      cells, slopes: slopes, network: network, rows: crossbar.rows, columns: crossbar.columns)
    chord.solve(drives) { sample, state, steps in
      if let state {
        outcomes[sample] = outcome(
          of: state, drive: drives[sample], currents: nil, iterations: steps)
        if case .converged = outcomes[sample] { return }
      }
      outcomes[sample] = iterate(drives[sample], steps: steps)
    }
    return outcomes
  }

  /// Solves a network for one input vector.
  private func solve(
    _ network: BlockFactorization, _ drive: ArrayDrive, sources: [Double]?
  ) -> NodeVoltages {
    VectorBundle.write(drive.voltages, to: bundle.inputs, lane: 0)
    if let sources { VectorBundle.write(sources, to: bundle.sources, lane: 0) }
    network.solve(bundle, hasSources: sources != nil)
    return bundle.voltages(lane: 0)
  }

  /// Newton's method with a line search, after chord steps that did not converge.
  private func iterate(_ drive: ArrayDrive, steps taken: Int) -> SolveOutcome {
    var network = network
    var slopes = slopes
    var state = withFiniteCurrents(solve(network, drive, sources: nil))
    var isFresh = false
    var stagnation = 0
    var best = residual(of: state, drive: drive)
    for step in taken + 1...taken + Self.mostSteps {
      let target = solve(network, drive, sources: sources(at: state, slopes: slopes))
      // Close to the solution a whole step is always downhill, and the slope of the co-content is
      // too small to be told from rounding.
      if best.relative < 1e-6 {
        state = target
      } else {
        move(&state, toward: target, drivers: drive.voltages)
      }
      let next = residual(of: state, drive: drive)
      let gain = next.relative / best.relative
      if next.relative <= Self.goal || next.worst == 0 {
        return outcome(of: state, drive: drive, currents: nil, iterations: step)
      }
      // A fresh factorization that no longer halves the residual has met rounding, or is still
      // far from the solution and moves by small steps: wait a little before deciding.
      stagnation = isFresh && !(gain < 0.5) ? stagnation + 1 : 0
      if stagnation >= 3 && next.isWithin(NodalSolution.acceptedResidual) {
        return outcome(of: state, drive: drive, currents: nil, iterations: step)
      }
      if stagnation >= 100 { break }
      if !(gain < 0.1) {
        slopes = sums.cellCurrents.map(\.wordSlope)
        network = FactoredArray.factored(crossbar, slopes)
        isFresh = true
      } else {
        isFresh = false
      }
      best = next
    }
    return outcome(of: state, drive: drive, currents: nil, iterations: taken + Self.mostSteps)
  }

  /// The state, drawn toward zero until no cell current overflows.
  private func withFiniteCurrents(_ start: NodeVoltages) -> NodeVoltages {
    var state = start
    func isFinite() -> Bool {
      state.wordLine.indices.allSatisfy { cell in
        let value = cells.current(cell, word: state.wordLine[cell], bit: state.bitLine[cell])
        return value.wordSlope < 1e6
      }
    }
    // Two thousand halvings make nothing of every number; what is no number stays none.
    var halvings = 0
    while halvings < 2000 && !isFinite() {
      halvings += 1
      for cell in state.wordLine.indices {
        state.wordLine[cell] *= 0.5
        state.bitLine[cell] *= 0.5
      }
    }
    return state
  }

  /// What a cell's current is beyond its slope times its voltage, at the state whose residual was
  /// evaluated last.
  private func sources(at state: NodeVoltages, slopes: [Double]) -> [Double] {
    sums.cellCurrents.enumerated().map { cell, value in
      value.current - slopes[cell] * (state.wordLine[cell] - state.bitLine[cell])
    }
  }

  private func residual(of state: NodeVoltages, drive: ArrayDrive) -> KirchhoffResidual {
    sums.residual(drive, wordLine: state.wordLine, bitLine: state.bitLine)
  }

  /// Moves along the Newton direction, to where the co-content no longer falls steeply.
  private func move(_ state: inout NodeVoltages, toward target: NodeVoltages, drivers: [Double]) {
    let line = CocontentLine(
      crossbar, cells: cells, from: state, to: target, drivers: drivers)
    let start = line.slope(at: 0)
    var fraction = 1.0
    var end = line.slope(at: 1)
    // Only a slope that has turned and grown means that the step went too far.
    if start < 0 && !(end <= -0.5 * start) {
      var low = 0.0
      var high = 1.0
      for _ in 0..<60 {
        fraction = 0.5 * (low + high)
        end = line.slope(at: fraction)
        if end.magnitude <= -0.1 * start { break }
        if end < 0 { low = fraction } else { high = fraction }
      }
    }
    guard fraction < 1 else {
      state = target
      return
    }
    for cell in state.wordLine.indices {
      state.wordLine[cell] += fraction * (target.wordLine[cell] - state.wordLine[cell])
      state.bitLine[cell] += fraction * (target.bitLine[cell] - state.bitLine[cell])
    }
  }

  private func outcome(
    of state: NodeVoltages, drive: ArrayDrive, currents: [Double]?, iterations: Int
  ) -> SolveOutcome {
    let residual = residual(of: state, drive: drive)
    guard residual.isWithin(NodalSolution.acceptedResidual) else {
      return .stalled(residual: residual.relative, iterations: iterations)
    }
    return .converged(
      NodalSolution(
        columnCurrents: currents ?? columnCurrents,
        wordLine: Matrix(
          rows: crossbar.rows, columns: crossbar.columns, elements: state.wordLine),
        bitLine: Matrix(rows: crossbar.rows, columns: crossbar.columns, elements: state.bitLine),
        residual: residual, iterations: iterations))
  }

  /// The sum of the cell currents of every column at the last evaluation, which is what leaves it.
  private var columnCurrents: [Double] {
    var currents = [Double](repeating: 0, count: crossbar.columns)
    for (cell, value) in sums.cellCurrents.enumerated() {
      currents[cell % crossbar.columns] += value.current
    }
    return currents
  }
}
