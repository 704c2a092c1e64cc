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
/// 3. few factorizations: the factors at zero volts are kept for all inputs, and the network is
///    factored again only where they no longer reduce the residual quickly (chord steps).
///
/// A solve starts from the array's state after programming, so its result does not depend on
/// what was solved before.
final class NewtonIteration {
  /// The residual that ends the iteration, relative to the largest cell current.
  private static let goal = 1e-13
  /// The residual that is accepted when rounding prevents the goal.
  private static let accepted = 1e-10
  private static let mostSteps = 400

  private let crossbar: Crossbar
  private let device: any Device
  private let resistances: ArrayResistances
  private let atZero: BlockFactorization
  private var sums: KirchhoffSums

  init(_ crossbar: Crossbar) {
    self.crossbar = crossbar
    device = crossbar.technology.device
    resistances = crossbar.technology.resistances
    sums = KirchhoffSums(crossbar)
    let device = device
    atZero = BlockFactorization(
      conductances: crossbar.conductances.elements.map {
        device.slope(at: 0, conductance: $0)
      },
      rows: crossbar.rows, columns: crossbar.columns, resistances: resistances)
  }

  func solve(_ inputs: [Double]) -> SolveOutcome {
    var state = NodeVoltages(count: crossbar.rows * crossbar.columns)
    var currents = [Double](repeating: 0, count: crossbar.columns)
    atZero.solve(inputs: inputs, cellSources: nil, voltages: &state, currents: &currents)
    guard !device.isOhmic else {
      return outcome(of: state, inputs: inputs, currents: currents, iterations: 0)
    }
    return iterate(from: state, inputs: inputs)
  }

  private func iterate(from start: NodeVoltages, inputs: [Double]) -> SolveOutcome {
    var state = withFiniteCurrents(start)
    var slopes = crossbar.conductances.elements.map { device.slope(at: 0, conductance: $0) }
    var network = atZero
    var isFresh = false
    var stagnation = 0
    var best = residual(of: state, inputs: inputs)
    var target = state
    var currents = [Double](repeating: 0, count: crossbar.columns)
    for step in 1...Self.mostSteps {
      network.solve(
        inputs: inputs, cellSources: sources(at: state, slopes: slopes), voltages: &target,
        currents: &currents)
      // Close to the solution a whole step is always downhill, and the slope of the co-content is
      // too small to be told from rounding.
      if best.relative < 1e-6 {
        state = target
      } else {
        move(&state, toward: target, inputs: inputs)
      }
      let next = residual(of: state, inputs: inputs)
      let gain = next.relative / best.relative
      if next.relative <= Self.goal || next.worst == 0 {
        return outcome(of: state, inputs: inputs, currents: nil, iterations: step)
      }
      // A fresh factorization that no longer halves the residual has met rounding, or is still
      // far from the solution and moves by small steps: wait a little before deciding.
      stagnation = isFresh && !(gain < 0.5) ? stagnation + 1 : 0
      if stagnation >= 3 && next.isWithin(Self.accepted) {
        return outcome(of: state, inputs: inputs, currents: nil, iterations: step)
      }
      if stagnation >= 100 { break }
      if !(gain < 0.1) {
        slopes = self.slopes(at: state)
        network = BlockFactorization(
          conductances: slopes, rows: crossbar.rows, columns: crossbar.columns,
          resistances: resistances)
        isFresh = true
      } else {
        isFresh = false
      }
      best = next
    }
    return outcome(of: state, inputs: inputs, currents: nil, iterations: Self.mostSteps)
  }

  /// The state, drawn toward zero until no cell current overflows.
  private func withFiniteCurrents(_ start: NodeVoltages) -> NodeVoltages {
    var state = start
    let conductances = crossbar.conductances.elements
    func isFinite() -> Bool {
      conductances.indices.allSatisfy { cell in
        let voltage = state.wordLine[cell] - state.bitLine[cell]
        return device.slope(at: voltage, conductance: conductances[cell]) < 1e6
      }
    }
    while !isFinite() {
      for cell in conductances.indices {
        state.wordLine[cell] *= 0.5
        state.bitLine[cell] *= 0.5
      }
    }
    return state
  }

  private func slopes(at state: NodeVoltages) -> [Double] {
    crossbar.conductances.elements.enumerated().map { cell, conductance in
      device.slope(at: state.wordLine[cell] - state.bitLine[cell], conductance: conductance)
    }
  }

  /// What a cell's current is beyond its slope times its voltage.
  private func sources(at state: NodeVoltages, slopes: [Double]) -> [Double] {
    crossbar.conductances.elements.enumerated().map { cell, conductance in
      let voltage = state.wordLine[cell] - state.bitLine[cell]
      return device.current(at: voltage, conductance: conductance) - slopes[cell] * voltage
    }
  }

  private func residual(of state: NodeVoltages, inputs: [Double]) -> KirchhoffResidual {
    sums.residual(inputs: inputs, wordLine: state.wordLine, bitLine: state.bitLine)
  }

  /// Moves along the Newton direction, to where the co-content no longer falls steeply.
  private func move(_ state: inout NodeVoltages, toward target: NodeVoltages, inputs: [Double]) {
    let line = CocontentLine(crossbar, from: state, to: target, inputs: inputs)
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
    of state: NodeVoltages, inputs: [Double], currents: [Double]?, iterations: Int
  ) -> SolveOutcome {
    let residual = residual(of: state, inputs: inputs)
    guard residual.isWithin(Self.accepted) else {
      return .stalled(residual: residual.relative, iterations: iterations)
    }
    return .converged(
      NodalSolution(
        columnCurrents: currents ?? columnCurrents(of: state),
        wordLine: Matrix(
          rows: crossbar.rows, columns: crossbar.columns, elements: state.wordLine),
        bitLine: Matrix(rows: crossbar.rows, columns: crossbar.columns, elements: state.bitLine),
        residual: residual, iterations: iterations))
  }

  /// The sum of the cell currents of every column, which is what leaves it.
  private func columnCurrents(of state: NodeVoltages) -> [Double] {
    var currents = [Double](repeating: 0, count: crossbar.columns)
    for (cell, conductance) in crossbar.conductances.elements.enumerated() {
      currents[cell % crossbar.columns] += device.current(
        at: state.wordLine[cell] - state.bitLine[cell], conductance: conductance)
    }
    return currents
  }
}
