internal import LinearAlgebra

/// What chord steps learn of every row of an array, and take its sources further by.
///
/// The error that a step leaves is mostly one that whole rows have: what a row draws through its driver moves
/// all its cells, and how far their slopes are from the factored ones is nearly the same in every step. The
/// part that is left of a row's error is seen once, from two steps, and every later step of the row goes as
/// much further. What is accepted is judged by the residual alone.
package final class RowRelaxation {
  let sums: AlignedBuffer
  let factors: AlignedBuffer
  let moves: AlignedBuffer
  private var steps = 0

  /// The step from whose sums parts are taken; the first ones hold what any start is wrong by.
  private static let firstStep = 2

  /// Creates a relaxation that has seen nothing.
  ///
  /// - Parameters:
  ///   - rows: The number of rows of the array.
  ///   - columns: The number of columns.
  package init(rows: Int, columns: Int) {
    sums = AlignedBuffer(count: rows * VectorBundle.width)
    factors = AlignedBuffer(count: rows * VectorBundle.width)
    moves = AlignedBuffer(count: columns * VectorBundle.width)
  }

  /// Counts a step.
  ///
  /// - Returns: The stage of the kernel.
  func next() -> Int32 {
    defer { steps += 1 }
    return steps < Self.firstStep ? 0 : steps == Self.firstStep ? 1 : 2
  }
}
