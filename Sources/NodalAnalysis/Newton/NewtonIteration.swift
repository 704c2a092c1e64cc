/// Newton's method with a line search, on any network.
///
/// Goals, in order of priority:
/// 1. never a wrong number: the iteration ends at a residual, not at a small step, and its end is
///    judged again from the node voltages alone (`KirchhoffSums`);
/// 2. convergence from any start: the equations are the gradient of a convex function, the
///    co-content of the network (Millar 1951), so a Newton direction always goes downhill, and a
///    line search on the slope of that function cannot fail. Transistors have no co-content; what
///    takes its place is the problem's own, see ``NewtonProblem/descend()``;
/// 3. few factorizations: for an array of n columns one costs of the order of n solves. Factors are
///    kept for as long as a step with them (a chord step) reduces the residual tenfold, and made
///    anew at the state reached where one does not. Newton's own steps double the digits each, at
///    the price of a factorization; a chord step adds one digit or more at the price of a solve.
enum NewtonIteration {
  /// How an iteration ended.
  struct Ending {
    /// Whether the residual met one of the ``NewtonBounds``.
    var isSolved: Bool
    /// The number of steps taken.
    var steps: Int
  }

  /// Iterates from the problem's state, which must have been evaluated.
  static func solve(_ problem: some NewtonProblem) -> Ending {
    var isFresh = false
    var idleSteps = 0
    var last = problem.residual
    for step in 1...NewtonBounds.mostSteps {
      problem.findStep()
      var hasMoved = true
      if last < NewtonBounds.wholeSteps {
        problem.move(to: 1)
      } else {
        hasMoved = problem.descend()
      }
      let next = problem.residual
      if next <= NewtonBounds.goal { return Ending(isSolved: true, steps: step) }
      // All comparisons are written so that a residual that is no number has gained nothing.
      let gain = next / last
      // A fresh factorization that no longer halves the residual has met rounding, or is still
      // far from the solution and moves by small steps: wait a little before deciding.
      idleSteps = isFresh && !(gain < 0.5) ? idleSteps + 1 : 0
      if idleSteps >= NewtonBounds.mostSlowSteps && next <= NewtonBounds.rounding {
        return Ending(isSolved: true, steps: step)
      }
      if idleSteps >= NewtonBounds.mostIdleSteps || (isFresh && !hasMoved) {
        return Ending(isSolved: false, steps: step)
      }
      isFresh = !(gain < 0.1)
      if isFresh && !problem.factor() { return Ending(isSolved: false, steps: step) }
      last = next
    }
    return Ending(isSolved: false, steps: NewtonBounds.mostSteps)
  }
}
