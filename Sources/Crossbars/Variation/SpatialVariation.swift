internal import Foundation
internal import LinearAlgebra

/// Variation of the conductances that neighboring cells share.
///
/// The conductance of the cell in row *i* and column *j* is multiplied by exp(σ f(i, j)) times a
/// linear gradient, where f is a Gaussian random field of unit variance whose correlation at the
/// distance *d* is exp(−d² / (2 L²)).
public struct SpatialVariation: Sendable, Equatable {
  /// The standard deviation σ of the logarithm of the conductance.
  public var relativeSigma: Double
  /// The correlation length L, in cells.
  public var correlationLength: Double
  /// The relative change of the conductance from the first row to the last.
  public var rowGradient: Double
  /// The relative change of the conductance from the first column to the last.
  public var columnGradient: Double

  /// Creates a variation; the gradients are zero on the average over the array.
  ///
  /// - Parameters:
  ///   - relativeSigma: The standard deviation of the logarithm of the conductance.
  ///   - correlationLength: The correlation length, in cells; above 0.
  ///   - rowGradient: The relative change from the first row to the last.
  ///   - columnGradient: The relative change from the first column to the last.
  public init(
    relativeSigma: Double, correlationLength: Double, rowGradient: Double = 0,
    columnGradient: Double = 0
  ) {
    self.relativeSigma = relativeSigma
    self.correlationLength = correlationLength
    self.rowGradient = rowGradient
    self.columnGradient = columnGradient
  }

  /// The factors of the cells of an array.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - generator: The source of chance.
  /// - Returns: One factor per cell, *rows × columns*.
  func factors(rows: Int, columns: Int, using generator: inout SeededGenerator) -> Matrix {
    func position(_ index: Int, _ count: Int) -> Double {
      count > 1 ? Double(index) / Double(count - 1) - 0.5 : 0
    }
    let field =
      relativeSigma > 0
      ? CorrelatedField(length: correlationLength).sample(
        rows: rows, columns: columns, using: &generator)
      : Matrix(rows: rows, columns: columns)
    return Matrix(rows: rows, columns: columns) { row, column in
      exp(relativeSigma * field[row, column])
        * (1 + rowGradient * position(row, rows) + columnGradient * position(column, columns))
    }
  }
}
