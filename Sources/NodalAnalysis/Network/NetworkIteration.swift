internal import Crossbars
internal import LinearAlgebra

/// The general network of an array, for one set of connected drivers, as ``NewtonIteration`` solves
/// it, with what it needs where that does not suffice.
///
/// Where all elements have two terminals the equations are the gradient of the convex co-content.
/// Transistors have none: there the step is halved until the sum of squared currents, each over its
/// node's conductance, falls, and if that stops short of a solution the drivers are raised from 0 V
/// in steps, each solved from the last (continuation).
///
/// The factors at zero volts are kept for all inputs, and every solve starts with them. A solve does
/// not depend on what was solved before.
final class NetworkIteration: NewtonProblem {
  private var equations: NetworkEquations
  private let matrix: NetworkMatrix
  private let isOhmic: Bool
  private let isConvex: Bool
  private var atZero: SparseFactorization
  /// Refactored in the pivot order of the factors at zero volts, so that no solve depends on
  /// another.
  private var current: SparseFactorization
  private let diagonal: [Double]
  private var usesZero = true
  /// The unknowns at the last evaluation, in volts.
  private var state: [Double]
  /// The unknowns where the step was found.
  private var start: [Double] = []
  private var step: [Double] = []
  /// The part of the step at which the currents were evaluated last.
  private var fraction = 0.0

  init(_ equations: NetworkEquations, cells: ArrayCells, hasSaturation: Bool) throws {
    self.equations = equations
    self.equations.linearize()
    matrix = try NetworkMatrix(equations.layout)
    let values = matrix.values(self.equations)
    diagonal = matrix.diagonal(of: values)
    atZero = try SparseFactorization(values, ordering: matrix.ordering)
    current = try SparseFactorization(values, ordering: matrix.ordering)
    isConvex = cells.law.isTwoTerminal
    isOhmic = cells.law.isOhmic && !hasSaturation
    state = Array(repeating: 0, count: equations.layout.unknowns)
  }

  /// Where an iteration ended.
  struct End {
    /// The voltages of all nodes, in volts.
    var voltages: [Double]
    /// The current of every column, in amperes.
    var columnCurrents: [Double]
    /// The number of Newton steps; 0 for a linear network.
    var steps: Int
  }

  func solve(_ drivers: [Double]) -> End {
    equations.hold(drivers)
    state = linearSolution()
    drawToFiniteCurrents()
    var (isSolved, steps) = iterate()
    if !isSolved && !isConvex { steps += raiseDrivers(to: drivers) }
    return End(
      voltages: equations.voltages, columnCurrents: equations.columnCurrents,
      steps: isOhmic ? 0 : steps)
  }

  /// The column currents of the network linearized at zero volts, in amperes.
  func linearCurrents(_ drivers: [Double]) -> [Double] {
    equations.hold(drivers)
    var state = linearSolution()
    // One step of refinement takes the rounding of the factors away: the residual is evaluated with
    // the currents themselves, and its own correction need not be exact.
    equations.evaluate(state, linearized: true)
    let step = direction()
    for node in state.indices { state[node] += step[node] }
    equations.evaluate(state, linearized: true)
    return equations.columnCurrents
  }

  private func linearSolution() -> [Double] {
    // From a state of 0 V Newton's step is the solution of the linearized network.
    equations.linearize()
    var state = [Double](repeating: 0, count: equations.layout.unknowns)
    equations.evaluate(state, linearized: true)
    usesZero = true
    state = direction()
    return state
  }

  /// Newton's step −J⁻¹ F from the last evaluation.
  private func direction() -> [Double] {
    var step = equations.sums[..<equations.layout.unknowns].map { -$0 }
    if usesZero { atZero.solve(&step) } else { current.solve(&step) }
    return step
  }

  /// Draws the state toward zero until no cell current overflows, and evaluates it.
  ///
  /// An exponential law at the voltages of the linear network can exceed every number, and one slope
  /// of 1e6 S would leave nothing of the wires in the factors. At 0 V every law is finite.
  private func drawToFiniteCurrents() {
    equations.evaluate(state)
    for _ in 0..<1100 {
      let isFinite = equations.cellCurrents.allSatisfy {
        $0.wordSlope < 1e6 && $0.bitSlope < 1e6 && $0.current.isFinite && $0.leak.isFinite
      }
      guard !isFinite else { return }
      for node in state.indices { state[node] *= 0.5 }
      equations.evaluate(state)
    }
  }

  /// Iterates from an evaluated state.
  private func iterate() -> (isSolved: Bool, steps: Int) {
    usesZero = true
    let ending = NewtonIteration.solve(self)
    if ending.isSolved && residual <= NewtonBounds.goal { polish() }
    return (ending.isSolved, ending.steps)
  }

  // MARK: - Newton's method

  var residual: Double { equations.residual }

  func findStep() {
    start = state
    step = direction()
    fraction = 0
  }

  func move(to fraction: Double) {
    // A line search may have evaluated there last.
    guard fraction != self.fraction else { return }
    if fraction == 0 {
      // Not start + 0 · step, which an infinite step would spoil.
      state = start
    } else {
      for node in state.indices { state[node] = start[node] + fraction * step[node] }
    }
    equations.evaluate(state)
    self.fraction = fraction
  }

  func factor() -> Bool {
    guard (try? current.refactor(matrix.values(equations))) != nil else { return false }
    usesZero = false
    return true
  }

  func cocontentSlope(at fraction: Double) -> Double {
    move(to: fraction)
    var slope = 0.0
    for node in step.indices { slope += equations.sums[node] * step[node] }
    return slope
  }

  func descend() -> Bool { isConvex ? descendCocontent() : shrinkCurrents() }

  /// Halves a step until the currents that are left over shrink.
  ///
  /// The measure is Σ F²/g with g the node's conductance at zero volts: of the same unit at every
  /// node, watts, so that neither short wires nor weak cells rule alone. Newton's direction lowers it
  /// at the rate of −2 at first; the step must keep a ten-thousandth of that (Armijo).
  ///
  /// - Returns: Whether they shrank.
  private func shrinkCurrents() -> Bool {
    func measure() -> Double {
      var sum = 0.0
      for node in diagonal.indices {
        sum += equations.sums[node] * equations.sums[node] / diagonal[node]
      }
      return sum
    }
    let before = measure()
    var fraction = 1.0
    for _ in 0..<30 {
      move(to: fraction)
      if measure() < before * (1 - 1e-4 * fraction) { return true }
      fraction *= 0.5
    }
    move(to: 0)
    return false
  }

  /// Takes steps with the factors at hand as long as they shrink the sums, which rounding allows
  /// beyond what the residual asks for.
  private func polish() {
    for _ in 0..<3 {
      let before = equations.largestSum
      guard before > 0 else { return }
      findStep()
      move(to: 1)
      let after = equations.largestSum
      if !(after <= before) {
        move(to: 0)
        return
      }
      if after > 0.1 * before { return }
    }
  }

  /// Solves for rising driver voltages, each from the solution before.
  ///
  /// - Returns: The number of Newton steps.
  private func raiseDrivers(to drivers: [Double]) -> Int {
    var steps = 0
    var reached = 0.0
    var part = 0.25
    // At 0 V at all drivers nothing flows but what offsets drive, so that 0 V is close to the first
    // solution. Steps are halved where one fails, and do not grow again.
    var solved = [Double](repeating: 0, count: state.count)
    while reached < 1 && part > 1e-4 {
      let wanted = min(1, reached + part)
      equations.hold(drivers.map { wanted * $0 })
      state = solved
      equations.evaluate(state)
      let (isSolved, count) = iterate()
      steps += count
      if isSolved {
        reached = wanted
        solved = state
      } else {
        part *= 0.5
      }
    }
    equations.hold(drivers)
    equations.evaluate(state)
    return steps
  }
}
