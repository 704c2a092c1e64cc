internal import Crossbars
internal import LinearAlgebra

/// How the input vectors of a golden case are drawn.
public enum InputKind: String, Sendable, CaseIterable {
  /// Every row is at 0 V or at the full read voltage, with equal chance.
  case binary
  /// Every row is at one of equally spaced levels from 0 V to the read voltage.
  case multiLevel = "multi-level"
  /// Most rows are at 0 V, the others at a level above it.
  case sparse

  /// The number that tells the streams of chance of the kinds apart; it must never change.
  var streamNumber: UInt64 {
    switch self {
    case .binary: 1
    case .multiLevel: 2
    case .sparse: 3
    }
  }

  /// Draws a batch of input vectors; each drives at least one row.
  ///
  /// - Parameters:
  ///   - batch: The number of vectors.
  ///   - rows: The number of rows.
  ///   - voltage: The full read voltage, in volts.
  ///   - levels: The number of levels, 0 V among them; at least 2.
  ///   - zeroFraction: The chance that a row of a sparse vector is at 0 V.
  ///   - generator: The source of chance.
  /// - Returns: The row voltages, in volts; *batch × rows*.
  func draw(
    batch: Int, rows: Int, voltage: Double, levels: Int, zeroFraction: Double,
    using generator: inout SeededGenerator
  ) -> Matrix {
    var elements: [Double] = []
    for _ in 0..<batch {
      var vector: [Double]
      repeat {
        vector = (0..<rows).map { _ in
          switch self {
          case .binary: voltage * Double(generator.integer(below: 2))
          case .multiLevel:
            voltage * Double(generator.integer(below: levels)) / Double(levels - 1)
          case .sparse:
            if generator.uniform() < zeroFraction {
              0
            } else {
              voltage * Double(1 + generator.integer(below: levels - 1)) / Double(levels - 1)
            }
          }
        }
        // A vector that drives no row has no current to learn from.
      } while vector.allSatisfy { $0 == 0 }
      elements += vector
    }
    return Matrix(rows: batch, columns: rows, elements: elements)
  }
}
