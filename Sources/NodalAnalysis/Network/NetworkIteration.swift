internal import Crossbars
internal import LinearAlgebra

/// Newton's method on the general network of an array, for one set of connected drivers.
///
/// Where all elements have two terminals the equations are the gradient of the convex co-content,
/// and a line search on its slope cannot fail, as in ``NewtonIteration``. Transistors have no
/// co-content: there the step is halved until the sum of squared currents, each over its node's
/// conductance, falls, and if that stops short of a solution the drivers are raised from 0 V in
/// steps, each solved from the last.
///
/// The factors at zero volts are kept for all inputs and used as long as they reduce the residual
/// quickly. A solve does not depend on what was solved before.
final class NetworkIteration {
  /// The residual that ends the iteration, relative to the largest cell current.
  private static let goal = 1e-13
  private static let mostSteps = 400

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
    var state = linearSolution()
    withFiniteCurrents(&state)
    var (isSolved, steps) = iterate(&state)
    if !isSolved && !isConvex {
      let continued = raiseDrivers(to: drivers, &state)
      steps += continued
    }
    return End(
      voltages: equations.voltages, columnCurrents: equations.columnCurrents,
      steps: isOhmic ? 0 : steps)
  }

  /// The column currents of the network linearized at zero volts, in amperes.
  func linearCurrents(_ drivers: [Double]) -> [Double] {
    equations.hold(drivers)
    var state = linearSolution()
    // One step of refinement takes the rounding of the factors away.
    equations.evaluate(state, linearized: true)
    let step = direction()
    for node in state.indices { state[node] += step[node] }
    equations.evaluate(state, linearized: true)
    return equations.columnCurrents
  }

  private func linearSolution() -> [Double] {
    equations.linearize()
    var state = [Double](repeating: 0, count: equations.layout.unknowns)
    equations.evaluate(state, linearized: true)
    usesZero = true
    state = direction()
    return state
  }

  /// Newton's step from the last evaluation.
  private func direction() -> [Double] {
    var step = equations.sums[..<equations.layout.unknowns].map { -$0 }
    if usesZero { atZero.solve(&step) } else { current.solve(&step) }
    return step
  }

  /// Draws the state toward zero until no cell current overflows, and evaluates it.
  private func withFiniteCurrents(_ state: inout [Double]) {
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
  private func iterate(_ state: inout [Double]) -> (isSolved: Bool, steps: Int) {
    usesZero = true
    var isFresh = false
    var stagnation = 0
    var best = equations.residual
    for step in 1...Self.mostSteps {
      let direction = direction()
      var hasMoved = true
      if best < 1e-6 {
        advance(&state, along: direction)
      } else if isConvex {
        moveDownhill(&state, along: direction)
      } else {
        hasMoved = moveToSmallerCurrents(&state, along: direction)
      }
      let next = equations.residual
      if next <= Self.goal {
        polish(&state)
        return (true, step)
      }
      let gain = next / best
      // A fresh factorization that no longer halves the residual has met rounding, or is still
      // far from the solution and moves by small steps: wait a little before deciding.
      stagnation = isFresh && !(gain < 0.5) ? stagnation + 1 : 0
      if stagnation >= 3 && next < 1e-11 { return (true, step) }
      if stagnation >= 100 || (isFresh && !hasMoved) { return (false, step) }
      if !(gain < 0.1) {
        guard (try? current.refactor(matrix.values(equations))) != nil else {
          return (false, step)
        }
        usesZero = false
        isFresh = true
      } else {
        isFresh = false
      }
      best = next
    }
    return (false, Self.mostSteps)
  }

  private func advance(_ state: inout [Double], along direction: [Double], by fraction: Double = 1)
  {
    for node in state.indices { state[node] += fraction * direction[node] }
    equations.evaluate(state)
  }

  /// Takes steps with the factors at hand as long as they shrink the sums, which rounding allows
  /// beyond what the residual asks for.
  private func polish(_ state: inout [Double]) {
    for _ in 0..<3 {
      let before = equations.largestSum
      guard before > 0 else { return }
      let start = state
      advance(&state, along: direction())
      let after = equations.largestSum
      if !(after <= before) {
        state = start
        equations.evaluate(state)
        return
      }
      if after > 0.1 * before { return }
    }
  }

  /// Moves to where the co-content no longer falls steeply.
  private func moveDownhill(_ state: inout [Double], along direction: [Double]) {
    func slope() -> Double {
      var sum = 0.0
      for node in direction.indices { sum += equations.sums[node] * direction[node] }
      return sum
    }
    let start = state
    let first = slope()
    advance(&state, along: direction)
    // Only a slope that has turned and grown means that the step went too far.
    guard first < 0, !(slope() <= -0.5 * first) else { return }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let fraction = 0.5 * (low + high)
      state = start
      advance(&state, along: direction, by: fraction)
      let end = slope()
      if end.magnitude <= -0.1 * first { return }
      if end < 0 { low = fraction } else { high = fraction }
    }
  }

  /// Halves a step until the currents that are left over shrink.
  ///
  /// - Returns: Whether they shrank.
  private func moveToSmallerCurrents(_ state: inout [Double], along direction: [Double]) -> Bool {
    func measure() -> Double {
      var sum = 0.0
      for node in diagonal.indices {
        sum += equations.sums[node] * equations.sums[node] / diagonal[node]
      }
      return sum
    }
    let start = state
    let before = measure()
    var fraction = 1.0
    for _ in 0..<30 {
      state = start
      advance(&state, along: direction, by: fraction)
      if measure() < before * (1 - 1e-4 * fraction) { return true }
      fraction *= 0.5
    }
    state = start
    equations.evaluate(state)
    return false
  }

  /// Solves for rising driver voltages, each from the solution before.
  private func raiseDrivers(to drivers: [Double], _ state: inout [Double]) -> Int {
    var steps = 0
    var reached = 0.0
    var part = 0.25
    var solved = [Double](repeating: 0, count: state.count)
    while reached < 1 && part > 1e-4 {
      let wanted = min(1, reached + part)
      equations.hold(drivers.map { wanted * $0 })
      state = solved
      equations.evaluate(state)
      let (isSolved, count) = iterate(&state)
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
