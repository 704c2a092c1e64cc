internal import Crossbars
internal import LinearAlgebra

/// What is programmed into the arrays of a suite, before device-to-device variation.
public enum ArrayProgramming: Sendable, Equatable {
  /// Every cell is in one of equally spaced states, with equal chance.
  case levels(Int)
  /// Every cell has a conductance between off and on, uniformly distributed.
  case continuous
  /// Every cell is on with this chance, and off otherwise.
  case binary(onFraction: Double)
  /// The states of the technology: its levels, or any conductance if it has none.
  case technology

  /// The manner for one technology; never ``technology``.
  ///
  /// - Parameter technology: The technology that is programmed.
  /// - Returns: The manner.
  func resolved(for technology: Technology) -> ArrayProgramming {
    guard case .technology = self else { return self }
    return technology.cell.levels >= 2 ? .levels(technology.cell.levels) : .continuous
  }

  /// The part of a case's name, such as `levels16`.
  var slug: String {
    switch self {
    case .levels(let count): "levels\(count)"
    case .continuous: "continuous"
    case .binary: "binary"
    case .technology: "states"
    }
  }

  /// Draws what is wanted of the cells, and how far programming misses it.
  ///
  /// Both come from one stream, cell by cell, as they always have: stored suites keep their numbers.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - technology: The technology, whose programming variation tells which numbers it accepts.
  ///   - generator: The source of chance.
  /// - Returns: The wanted conductances, in siemens, and the deviates of their programming, both
  ///   *rows × columns*.
  func draw(
    rows: Int, columns: Int, _ technology: Technology, using generator: inout SeededGenerator
  ) -> (targets: Matrix, deviates: Matrix) {
    let manner = resolved(for: technology)
    var deviates = Matrix(rows: rows, columns: columns)
    let targets = Matrix(rows: rows, columns: columns) { row, column in
      let target: Double
      switch manner {
      case .levels(let count):
        target = technology.cell.conductance(ofLevel: generator.integer(below: count), of: count)
      case .continuous, .technology:
        target =
          technology.cell.offConductance
          + (technology.cell.onConductance - technology.cell.offConductance) * generator.uniform()
      case .binary(let onFraction):
        target =
          generator.uniform() < onFraction
          ? technology.cell.onConductance : technology.cell.offConductance
      }
      deviates[row, column] = technology.variation.programming.deviate(using: &generator)
      return target
    }
    return (targets, deviates)
  }
}
