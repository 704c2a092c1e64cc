public import Crossbars
internal import LinearAlgebra
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
    let array = try EffectiveArray(crossbar, parameters: parameters)
    let field = MeanField(array, statistics: statistics)
    let sources = try ChordSources(field)
    let base = try array.currentsWithoutDrive()
    // Whether steps lead to the solution takes more of them to see than a read may have.
    _ = try ProgrammedChord(field, sources: sources, steps: Self.trialSteps, base: base)
      .read(drivers: trialInputs(field.grid, rows: array.rows))
    return ProgrammedChord(field, sources: sources, steps: steps, base: base)
  }

  private static let trialSteps = 4

  /// Drives that strain the steps most: all rows up, every other one, and ranges of them.
  private func trialInputs(_ grid: LevelGrid, rows: Int) -> Matrix {
    let (low, high) = (grid.voltages[0], grid.voltages[grid.voltages.count - 1])
    let rest = grid.voltages[grid.zero]
    let most = high - rest >= rest - low ? high : low
    return Matrix(rows: 6, columns: rows) { vector, row in
      switch vector {
      case 0: most
      case 1: row % 2 == 0 ? most : rest
      case 2: 2 * row < rows ? most : rest
      case 3: 2 * row < rows ? rest : most
      case 4: low
      default: grid.voltages[(row * 7919) % grid.voltages.count]
      }
    }
  }
}
