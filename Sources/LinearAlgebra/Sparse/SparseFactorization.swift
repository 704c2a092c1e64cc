internal import CKLU

/// A sparse square matrix, factored by KLU.
///
/// KLU writes to its workspace in every call, even in a solve. Give each task its own
/// factorization; the ordering may be shared.
public struct SparseFactorization: ~Copyable {
  private let ordering: SparseOrdering
  private var common: klu_common
  private var numeric: UnsafeMutablePointer<klu_numeric>?

  /// Factors a matrix and chooses its pivots.
  ///
  /// - Parameters:
  ///   - values: The entries in the order of the pattern.
  ///   - ordering: The elimination order of the pattern.
  /// - Throws: ``SparseFactorizationError`` if the matrix is singular or memory is short.
  public init(_ values: [Double], ordering: SparseOrdering) throws(SparseFactorizationError) {
    precondition(
      values.count == ordering.pattern.entryCount,
      "\(values.count) values for \(ordering.pattern.entryCount) entries")
    self.ordering = ordering
    common = SparseOrdering.settings
    var starts = ordering.pattern.starts
    var rows = ordering.pattern.rows
    var values = values
    numeric = klu_factor(&starts, &rows, &values, ordering.symbolic, &common)
    guard numeric != nil, common.status == KLU_OK else {
      let error = SparseFactorizationError(common)
      klu_free_numeric(&numeric, &common)
      throw error
    }
  }

  deinit {
    var (common, numeric) = (common, numeric)
    klu_free_numeric(&numeric, &common)
  }

  /// Factors another matrix of the same pattern with the same pivots.
  ///
  /// - Parameter values: The entries in the order of the pattern.
  /// - Throws: ``SparseFactorizationError`` if a pivot is 0; factor anew before the next solve.
  public mutating func refactor(_ values: [Double]) throws(SparseFactorizationError) {
    precondition(
      values.count == ordering.pattern.entryCount,
      "\(values.count) values for \(ordering.pattern.entryCount) entries")
    var starts = ordering.pattern.starts
    var rows = ordering.pattern.rows
    var values = values
    guard
      klu_refactor(&starts, &rows, &values, ordering.symbolic, numeric, &common) != 0,
      common.status == KLU_OK
    else {
      throw SparseFactorizationError(common)
    }
  }

  /// Solves for one right side.
  ///
  /// - Parameter vector: The right side, replaced by the solution.
  public mutating func solve(_ vector: inout [Double]) {
    precondition(
      vector.count == ordering.pattern.count,
      "\(vector.count) values for \(ordering.pattern.count) equations")
    // With a valid factorization and this many values KLU has no way to fail.
    let isSolved = klu_solve(
      ordering.symbolic, numeric, Int32(ordering.pattern.count), 1, &vector, &common)
    precondition(isSolved != 0, "KLU refused to solve: status \(common.status)")
  }
}
