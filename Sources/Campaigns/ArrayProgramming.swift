internal import Crossbars
internal import LinearAlgebra

/// What is programmed into the arrays of a suite, before any variation.
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
    return technology.levels >= 2 ? .levels(technology.levels) : .continuous
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

  /// Programs an array as a recipe's own variation says.
  ///
  /// Target and deviation are drawn cell by cell from one stream, so that without a variation the
  /// result is what is wanted, whatever becomes of it later.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - technology: The technology.
  ///   - variation: How far conductances miss their targets.
  ///   - generator: The source of chance.
  /// - Returns: The wanted conductances and those that the cells get, in siemens; *rows × columns*.
  func program(
    rows: Int, columns: Int, _ technology: Technology, variation: ProgrammingVariation,
    using generator: inout SeededGenerator
  ) -> (targets: Matrix, conductances: Matrix) {
    let manner = resolved(for: technology)
    var targets = Matrix(rows: rows, columns: columns) { _, _ in 0 }
    var conductances = targets
    for row in 0..<rows {
      for column in 0..<columns {
        let target = manner.target(technology, using: &generator)
        targets[row, column] = target
        conductances[row, column] = variation.sample(target, using: &generator)
      }
    }
    return (targets, conductances)
  }

  private func target(
    _ technology: Technology, using generator: inout SeededGenerator
  ) -> Double {
    switch self {
    case .levels(let count):
      technology.conductance(ofLevel: generator.integer(below: count), of: count)
    case .continuous, .technology:
      technology.offConductance
        + (technology.onConductance - technology.offConductance) * generator.uniform()
    case .binary(let onFraction):
      generator.uniform() < onFraction ? technology.onConductance : technology.offConductance
    }
  }
}
