/// The singular values and vectors of a matrix with few columns.
///
/// Goals, in order of priority:
/// 1. small singular values as exact as the columns are: they say what data cannot determine;
/// 2. the same result on every machine, with nothing to tune;
/// 3. speed for a dozen columns of many rows, where one sweep over all pairs costs n² m / 2 rotations
///    of two numbers.
///
/// The method is Hestenes': pairs of columns are rotated until all are orthogonal. What is left is
/// A V = U Σ, with the product V of the rotations. It finds small singular values to the precision of
/// the columns, where the eigenvalues of AᵀA would lose half of the digits: there a value below 1e-8
/// of the largest drowns in rounding.
public struct SingularDecomposition: Sendable {
  /// The left singular vectors in columns, *rows × columns*; a column of zeros where the singular
  /// value is 0.
  public let left: Matrix
  /// The singular values, largest first.
  public let values: [Double]
  /// The right singular vectors in columns, *columns × columns*.
  public let right: Matrix

  /// Sweeps needed are fewer than ten; a matrix that is not finite would need infinitely many.
  private static let mostSweeps = 60

  /// Decomposes a matrix.
  ///
  /// - Parameter matrix: A matrix of finite elements, with at least as many rows as columns.
  public init(_ matrix: Matrix) {
    let count = matrix.columns
    precondition(matrix.rows >= count, "\(matrix.rows) × \(count)")
    var columns = (0..<count).map { matrix.column($0) }
    var vectors = (0..<count).map { column in
      (0..<count).map { $0 == column ? 1.0 : 0 }
    }
    // Each rotation takes 2 (xᵀ y)² from the sum of squares off the diagonal of AᵀA; once that is small,
    // a sweep squares it.
    for _ in 0..<Self.mostSweeps {
      var hasRotated = false
      for second in 1..<max(count, 1) {
        for first in 0..<second {
          guard let angle = Self.rotation(columns[first], columns[second]) else { continue }
          hasRotated = true
          Self.rotate(&columns, first, second, angle)
          Self.rotate(&vectors, first, second, angle)
        }
      }
      guard hasRotated else { break }
    }
    let norms = columns.map { column in
      column.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    let order = norms.indices.sorted { (norms[$0], $1) > (norms[$1], $0) }
    values = order.map { norms[$0] }
    left = Matrix(rows: matrix.rows, columns: count) { row, column in
      let norm = norms[order[column]]
      return norm > 0 ? columns[order[column]][row] / norm : 0
    }
    right = Matrix(rows: count, columns: count) { vectors[order[$1]][$0] }
  }

  /// The rotation that makes two columns orthogonal; nil if they are.
  ///
  /// It is Jacobi's for the matrix [x·x, x·y; x·y, y·y]. With ζ = (y·y − x·x) / (2 x·y), tan θ solves
  /// t² + 2 ζ t − 1 = 0; of its two roots the smaller one is taken, which turns by 45° at most, and as
  /// ±1 / (|ζ| + √(1 + ζ²)), since −ζ ± √(1 + ζ²) would cancel.
  private static func rotation(
    _ first: [Double], _ second: [Double]
  ) -> (cosine: Double, sine: Double)? {
    var (squareOfFirst, squareOfSecond, product) = (0.0, 0.0, 0.0)
    for row in first.indices {
      squareOfFirst += first[row] * first[row]
      squareOfSecond += second[row] * second[row]
      product += first[row] * second[row]
    }
    // Relative to both lengths: a short column is made orthogonal as exactly as a long one.
    guard product.magnitude > 0x1p-50 * (squareOfFirst * squareOfSecond).squareRoot() else {
      return nil
    }
    let ratio = (squareOfSecond - squareOfFirst) / (2 * product)
    let tangent =
      (ratio >= 0 ? 1.0 : -1) / (ratio.magnitude + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    return (cosine, cosine * tangent)
  }

  private static func rotate(
    _ columns: inout [[Double]], _ first: Int, _ second: Int,
    _ angle: (cosine: Double, sine: Double)
  ) {
    for row in columns[first].indices {
      let (x, y) = (columns[first][row], columns[second][row])
      columns[first][row] = angle.cosine * x - angle.sine * y
      columns[second][row] = angle.sine * x + angle.cosine * y
    }
  }
}
