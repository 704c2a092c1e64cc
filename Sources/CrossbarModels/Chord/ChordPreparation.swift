internal import Crossbars
internal import LinearAlgebra

/// An array factored at its operating point, of which members with any number of steps are made.
struct ChordPreparation: Sendable {
  private let field: MeanField
  private let sources: ChordSources
  private let base: [Double]

  private static let trialSteps = 4

  /// Finds the operating point, and whether steps lead from there to the solution.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - crossbar: A programmed array.
  /// - Throws: What ``ChordModel/program(_:)`` throws.
  init(_ model: ChordModel, _ crossbar: Crossbar) throws {
    let array = try EffectiveArray(crossbar, parameters: model.parameters)
    field = MeanField(array, statistics: model.statistics)
    sources = try ChordSources(field)
    base = try array.currentsWithoutDrive()
    // Whether steps lead to the solution takes more of them to see than a read may have.
    _ = try programmed(steps: Self.trialSteps)
      .read(drivers: Self.trialInputs(field.grid, rows: array.rows))
  }

  /// The array with its factors.
  ///
  /// - Parameter steps: The number of linear solves per vector; at least 1.
  /// - Returns: The array, ready to be read.
  func programmed(steps: Int) -> ProgrammedChord {
    ProgrammedChord(field, sources: sources, steps: steps, base: base)
  }

  /// Drives that strain the steps most: all rows up, every other one, and ranges of them.
  private static func trialInputs(_ grid: LevelGrid, rows: Int) -> Matrix {
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
