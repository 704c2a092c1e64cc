internal import Foundation

/// The largest eigenvalues of a symmetric matrix, with their vectors.
///
/// A few of many: by subspace iteration, whose work is products with the matrix. All of a small one: by
/// Jacobi's rotations, which find small eigenvalues of a definite matrix to a relative accuracy that
/// depends on its scaled condition only (Demmel and Veselić 1992), and orthogonal vectors.
package enum SymmetricEigenproblem {
  /// Finds the largest eigenvalues by iteration of a subspace.
  ///
  /// - Parameters:
  ///   - matrix: A symmetric positive semidefinite matrix.
  ///   - count: How many to find; at most the size of the matrix.
  /// - Returns: The eigenvalues from the largest on, and their vectors as rows of unit length.
  package static func largest(
    of matrix: Matrix, count: Int
  ) -> (values: [Double], vectors: Matrix) {
    let size = matrix.rows
    let wanted = min(count, size)
    guard size > wanted + 4 else {
      let (values, vectors) = all(of: matrix)
      return (Array(values.prefix(wanted)), vectors.rows(0..<wanted))
    }
    // Two vectors more than wanted, so that the last wanted one converges too: in each round the error of
    // vector k falls by λ(p + 1) / λ(k), p vectors in all. The eigenvalues of the Gram matrices here
    // fall steeply, and twelve rounds are more than enough. Orthogonal cosines of rising frequency are a
    // start with a part in every smooth direction.
    var vectors = start(matrix, count: wanted + 2)
    for _ in 0..<12 { vectors = orthonormal(vectors * matrix) }
    // Rayleigh and Ritz: the eigenvalues of the matrix within the subspace, whose errors are the squares
    // of those of the vectors.
    let small = vectors * matrix * vectors.transposed
    let (values, mixture) = all(of: small)
    let rotated = mixture * vectors
    return (Array(values.prefix(wanted)), rotated.rows(0..<wanted))
  }

  private static func start(_ matrix: Matrix, count: Int) -> Matrix {
    Matrix(rows: count, columns: matrix.rows) { row, column in
      cos(.pi * Double(row) * (Double(column) + 0.5) / Double(matrix.rows))
    }
  }

  /// The rows made orthonormal, twice over; a row that is none becomes zero.
  ///
  /// Once over, Gram and Schmidt's process loses orthogonality with the condition of the rows, which after
  /// a product all lean toward the first eigenvector; twice is enough (Kahan and Parlett).
  private static func orthonormal(_ matrix: Matrix) -> Matrix {
    var rows = (0..<matrix.rows).map(matrix.row)
    for index in rows.indices {
      let first = norm(rows[index])
      for _ in 0..<2 {
        for other in 0..<index {
          let part = zip(rows[index], rows[other]).reduce(0) { $0 + $1.0 * $1.1 }
          for place in rows[index].indices { rows[index][place] -= part * rows[other][place] }
        }
      }
      let length = norm(rows[index])
      let scale = length > 1e-14 * first && length > 0 ? 1 / length : 0
      for place in rows[index].indices { rows[index][place] *= scale }
    }
    return Matrix(rows)
  }

  private static func norm(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// All eigenvalues, by Jacobi's rotations.
  ///
  /// Each makes a(p,q) zero: with θ = (a(q,q) − a(p,p)) / (2 a(p,q)), the tangent t is the smaller root
  /// of t² + 2 θ t − 1 = 0, in the form that does not cancel. An element counts as zero beside
  /// √(a(p,p) a(q,q)), not beside the largest, so that small eigenvalues get their digits.
  ///
  /// - Parameter matrix: A symmetric matrix.
  /// - Returns: The eigenvalues from the largest on, and their vectors as rows of unit length.
  package static func all(of matrix: Matrix) -> (values: [Double], vectors: Matrix) {
    let size = matrix.rows
    var a = matrix
    var vectors = Matrix(rows: size, columns: size) { $0 == $1 ? 1 : 0 }
    for _ in 0..<60 {
      var largest = 0.0
      for p in 0..<size {
        for q in p + 1..<max(size, p + 1) {
          let scale = (a[p, p] * a[q, q]).magnitude.squareRoot()
          guard a[p, q].magnitude > 1e-16 * scale, a[p, q] != 0 else { continue }
          largest = max(largest, scale == 0 ? 1 : a[p, q].magnitude / scale)
          let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
          let tangent =
            (theta >= 0 ? 1 : -1) / (theta.magnitude + (theta * theta + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          for k in 0..<size {
            let (x, y) = (a[k, p], a[k, q])
            a[k, p] = cosine * x - sine * y
            a[k, q] = sine * x + cosine * y
          }
          for k in 0..<size {
            let (x, y) = (a[p, k], a[q, k])
            a[p, k] = cosine * x - sine * y
            a[q, k] = sine * x + cosine * y
            let (v, w) = (vectors[p, k], vectors[q, k])
            vectors[p, k] = cosine * v - sine * w
            vectors[q, k] = sine * v + cosine * w
          }
        }
      }
      if largest < 1e-15 { break }
    }
    let order = (0..<size).sorted { a[$0, $0] > a[$1, $1] }
    return (
      order.map { a[$0, $0] },
      Matrix(rows: size, columns: size) { vectors[order[$0], $1] }
    )
  }
}
