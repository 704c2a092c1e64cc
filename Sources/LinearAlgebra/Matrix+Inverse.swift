internal import CKernels

extension Matrix {
  /// The inverse of a symmetric positive definite matrix, scaled to a unit diagonal on the way.
  ///
  /// - Returns: The inverse; nil if the matrix is singular to working precision.
  public func inverseOfDefinite() -> Matrix? {
    precondition(rows == columns, "\(rows) × \(columns) is not square")
    let scales = (0..<rows).map { self[$0, $0].squareRoot() }
    guard scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    // With S = diag √a(i,i), A⁻¹ = S⁻¹ (S⁻¹ A S⁻¹)⁻¹ S⁻¹. Parameters of very different units then lose no
    // digits to each other: a unit diagonal is within n of the best condition that any scaling has
    // (van der Sluis 1969).
    var scaled = Matrix(rows: rows, columns: rows) { self[$0, $1] / (scales[$0] * scales[$1]) }
    var inverse = Matrix(rows: rows, columns: rows) { $0 == $1 ? 1 : 0 }
    assay_solve_definite(rows, rows, &scaled.elements, rows, &inverse.elements, rows)
    // With a unit diagonal the inverse's diagonal is the variance inflation of each variable; past
    // the inverse of the rounding unit nothing is left of it.
    let isSingular = (0..<rows).contains { !(inverse[$0, $0] > 0 && inverse[$0, $0] < 1e14) }
    guard !isSingular else { return nil }
    return Matrix(rows: rows, columns: rows) { inverse[$0, $1] / (scales[$0] * scales[$1]) }
  }
}
