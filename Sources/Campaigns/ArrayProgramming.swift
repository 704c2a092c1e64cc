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

  /// The part of a case's name, such as `levels16`.
  var slug: String {
    switch self {
    case .levels(let count): "levels\(count)"
    case .continuous: "continuous"
    case .binary: "binary"
    }
  }

  /// Programs an array.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - technology: The technology, whose programming variation is applied.
  ///   - generator: The source of chance.
  /// - Returns: The programmed array.
  func program(
    rows: Int, columns: Int, _ technology: Technology, using generator: inout SeededGenerator
  ) -> Crossbar {
    let conductances = Matrix(rows: rows, columns: columns) { _, _ in
      let target: Double
      switch self {
      case .levels(let count):
        target = technology.conductance(ofLevel: generator.integer(below: count), of: count)
      case .continuous:
        target =
          technology.offConductance
          + (technology.onConductance - technology.offConductance) * generator.uniform()
      case .binary(let onFraction):
        target =
          generator.uniform() < onFraction
          ? technology.onConductance : technology.offConductance
      }
      return technology.programming.sample(target, using: &generator)
    }
    return Crossbar(technology: technology, conductances: conductances)
  }
}
