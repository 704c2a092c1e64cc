internal import Foundation
internal import LinearAlgebra

/// Cells that cannot be programmed.
public struct CellFaults: Sendable, Equatable {
  /// The chance that a cell is stuck on.
  public var stuckOnFraction: Double
  /// The chance that a cell is stuck off.
  public var stuckOffFraction: Double
  /// The length over which faults gather, in cells; nil if cells fail independently.
  public var clusterLength: Double?
  /// The conductance of a cell that is stuck on, in siemens; nil for a fully on cell's.
  public var onConductance: Double?
  /// The conductance of a cell that is stuck off, in siemens; nil for a fully off cell's.
  public var offConductance: Double?

  /// Creates a set of faults; the units are those of the properties.
  public init(
    stuckOnFraction: Double, stuckOffFraction: Double, clusterLength: Double? = nil,
    onConductance: Double? = nil, offConductance: Double? = nil
  ) {
    self.stuckOnFraction = stuckOnFraction
    self.stuckOffFraction = stuckOffFraction
    self.clusterLength = clusterLength
    self.onConductance = onConductance
    self.offConductance = offConductance
  }

  /// The faults of an array.
  ///
  /// Clusters are where a correlated field is beyond the quantile of the fraction: every cell has
  /// the stated chance to fail, and cells within a length fail together.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - generator: The source of chance.
  /// - Returns: 1 for a cell that is stuck on, −1 for one that is stuck off, and 0 for the others;
  ///   *rows × columns*.
  func draw(rows: Int, columns: Int, using generator: inout SeededGenerator) -> Matrix {
    let ranks: Matrix
    if let clusterLength {
      var field = CorrelatedField(length: clusterLength).sample(
        rows: rows, columns: columns, using: &generator)
      for cell in field.elements.indices {
        field.elements[cell] = erfc(-field.elements[cell] / 2.0.squareRoot()) / 2
      }
      ranks = field
    } else {
      ranks = Matrix(rows: rows, columns: columns) { _, _ in generator.uniform() }
    }
    // Both ends of one rank: a change of one fraction leaves the other faults where they are.
    return Matrix(rows: rows, columns: columns) { row, column in
      let rank = ranks[row, column]
      return rank < stuckOnFraction ? 1 : rank >= 1 - stuckOffFraction ? -1 : 0
    }
  }
}
