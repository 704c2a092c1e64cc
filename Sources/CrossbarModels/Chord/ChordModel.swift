public import Crossbars
public import Records

/// The chord model: the array's equations by one kept factorization and residual steps.
public struct ChordModel: CrossbarModel {
  /// The parameters of the model.
  public let parameters: ModelParameters
  /// How often a row has which voltage; they choose the slopes of the kept factorization.
  public let statistics: InputStatistics
  /// The number of linear solves per vector; at least 1.
  public let steps: Int

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - parameters: Physical or calibrated parameters.
  ///   - statistics: How often a row has which voltage.
  ///   - steps: The number of linear solves per vector; at least 1.
  public init(parameters: ModelParameters, statistics: InputStatistics, steps: Int) {
    precondition(steps >= 1, "\(steps) steps")
    self.parameters = parameters
    self.statistics = statistics
    self.steps = steps
  }

  /// Finds the operating point and factors the array there.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array with its factors.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell, or if unselected
  ///   rows float; ``MeanFieldError`` if the operating point cannot be found; ``ChordDivergence`` if
  ///   steps lead away from the solution.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedChord {
    try ChordPreparation(self, crossbar).programmed(steps: steps)
  }
}
