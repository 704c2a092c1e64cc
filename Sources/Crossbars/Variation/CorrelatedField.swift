internal import Foundation
internal import LinearAlgebra

/// A Gaussian random field on the cells of an array: zero mean, unit variance, and the correlation
/// exp(−d² / (2 L²)) at the distance *d*.
///
/// This is the one isotropic correlation that is the product of a function of the row and one of
/// the column. The covariance of the whole array is then the Kronecker product of two small
/// matrices, so A Z Bᵀ has exactly this covariance if Z is white and A Aᵀ and B Bᵀ are those
/// matrices: *m × n* cells cost *m n (m + n)* operations instead of *(m n)³*, without the periodic
/// images that a Fourier transform would bring.
struct CorrelatedField {
  private let length: Double

  /// Creates a field.
  ///
  /// - Parameter length: The correlation length L, in cells; above 0.
  init(length: Double) {
    self.length = length
  }

  /// Draws the field.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - generator: The source of chance; *2 rows · columns* numbers are drawn.
  /// - Returns: The field, *rows × columns*.
  func sample(rows: Int, columns: Int, using generator: inout SeededGenerator) -> Matrix {
    let white = Matrix(rows: rows, columns: columns) { _, _ in generator.normal() }
    // Plain loops, because the bytes of a product by the kernels depend on the processor.
    let left = root(rows)
    var half = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for (k, weight) in left[row].enumerated() where weight != 0 {
        for column in 0..<columns { half[row, column] += weight * white[k, column] }
      }
    }
    let right = rows == columns ? left : root(columns)
    return Matrix(rows: rows, columns: columns) { row, column in
      var sum = 0.0
      for (k, weight) in right[column].enumerated() { sum += weight * half[row, k] }
      return sum
    }
  }

  /// A matrix whose product with its transpose is the correlation of a line of cells.
  ///
  /// The correlation of neighbors within a length is nearly singular, where an ordinary Cholesky
  /// factorization breaks down. With the largest remaining pivot first it stops when less than
  /// 1e-10 of the variance remains anywhere: far below what any number of arrays could show, and
  /// far above rounding.
  private func root(_ count: Int) -> [[Double]] {
    func correlation(_ i: Int, _ j: Int) -> Double {
      let distance = Double(i - j) / length
      return exp(-distance * distance / 2)
    }
    var factor = [[Double]](repeating: [], count: count)
    var remaining = [Double](repeating: 1, count: count)
    for _ in 0..<count {
      let largest = remaining.max() ?? 0
      // The first of those that are nearly the largest: the cells of a line are symmetric, and
      // rounding, which differs between processors, must not choose between equals.
      guard largest > 1e-10, let pivot = remaining.firstIndex(where: { $0 > 0.999 * largest })
      else { break }
      let scale = remaining[pivot].squareRoot()
      let pivotRow = factor[pivot]
      for index in 0..<count {
        var value = correlation(index, pivot)
        for k in pivotRow.indices { value -= factor[index][k] * pivotRow[k] }
        let entry = index == pivot ? scale : value / scale
        factor[index].append(entry)
        remaining[index] = index == pivot ? 0 : max(0, remaining[index] - entry * entry)
      }
    }
    return factor
  }
}
