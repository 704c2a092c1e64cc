internal import Crossbars
internal import LinearAlgebra

/// The drawing of the input vectors of a golden case.
struct InputDraw {
  /// How rows get their voltages.
  var kind: InputKind
  /// The full read voltage, in volts.
  var voltage: Double
  /// The number of levels, 0 V among them; at least 2.
  var levels: Int
  /// The chance that a row of a sparse vector is at 0 V.
  var zeroFraction: Double

  /// Draws a batch of input vectors; each drives at least one row.
  ///
  /// - Parameters:
  ///   - batch: The number of vectors.
  ///   - rows: The number of rows.
  ///   - generator: The source of chance.
  /// - Returns: The row voltages, in volts; *batch × rows*.
  func vectors(batch: Int, rows: Int, using generator: inout SeededGenerator) -> Matrix {
    var elements: [Double] = []
    for number in 0..<batch {
      var vector: [Double]
      repeat {
        vector = self.vector(number, rows: rows, using: &generator)
        // A vector that drives no row has no current to learn from.
      } while vector.allSatisfy { $0 == 0 }
      elements += vector
    }
    return Matrix(rows: batch, columns: rows, elements: elements)
  }

  /// Draws one vector, which may drive no row.
  private func vector(
    _ number: Int, rows: Int, using generator: inout SeededGenerator
  ) -> [Double] {
    if let load = kind.load {
      return load.parts(number, rows: rows, using: &generator).map { voltage * $0 }
    }
    return (0..<rows).map { _ in
      switch kind {
      case .multiLevel:
        voltage * Double(generator.integer(below: levels)) / Double(levels - 1)
      case .sparse: generator.uniform() < zeroFraction ? 0 : driven(using: &generator)
      default: voltage * Double(generator.integer(below: 2))
      }
    }
  }

  /// Draws a batch of input vectors that drive the same rows.
  ///
  /// - Parameters:
  ///   - batch: The number of vectors.
  ///   - rows: The number of rows.
  ///   - driven: The rows that no vector leaves at 0 V; all vectors leave the others there.
  ///   - generator: The source of chance.
  /// - Returns: The row voltages, in volts; *batch × rows*.
  func vectors(
    batch: Int, rows: Int, driven: [Int], using generator: inout SeededGenerator
  ) -> Matrix {
    var vectors = Matrix(rows: batch, columns: rows) { _, _ in 0 }
    for sample in 0..<batch {
      for row in driven {
        vectors[sample, row] = kind == .binary ? voltage : self.driven(using: &generator)
      }
    }
    return vectors
  }

  /// A level above 0 V.
  private func driven(using generator: inout SeededGenerator) -> Double {
    voltage * Double(1 + generator.integer(below: levels - 1)) / Double(levels - 1)
  }
}
