public import CrossbarModels
public import Crossbars
public import SpiceSolving

/// What a simulation found of an array, and what was chosen for it.
public struct SimulatedArray: Sendable {
  /// What the columns gave.
  public var reading: ArrayReading
  /// The fast model that was taken, and why; nil for other solvers.
  public var chosen: ChosenModel?
  /// The largest number of Newton steps of a vector, 0 for a linear array; nil for other solvers
  /// than the nodal one.
  public var newtonSteps: Int?
  /// The solution of SPICE with its evidence; nil for other solvers.
  public var solution: CircuitSolution?

  init(
    reading: ArrayReading, chosen: ChosenModel? = nil, newtonSteps: Int? = nil,
    solution: CircuitSolution? = nil
  ) {
    self.reading = reading
    self.chosen = chosen
    self.newtonSteps = newtonSteps
    self.solution = solution
  }
}
