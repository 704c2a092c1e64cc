internal import CKLU

/// An elimination order for the matrices of one pattern, found by KLU with AMD.
///
/// It never changes after it was made, so that any number of factorizations may share it.
public final class SparseOrdering {
  /// The pattern.
  public let pattern: SparsityPattern
  let symbolic: UnsafeMutablePointer<klu_symbolic>

  /// Orders a pattern.
  ///
  /// - Parameter pattern: The pattern of the matrices.
  /// - Throws: ``SparseFactorizationError`` if every matrix of the pattern is singular, or memory
  ///   is short.
  public init(_ pattern: SparsityPattern) throws(SparseFactorizationError) {
    precondition(pattern.count > 0, "a matrix without rows has no order")
    self.pattern = pattern
    var common = Self.settings
    // KLU reads the pattern through pointers to mutable memory, and does not write there.
    var starts = pattern.starts
    var rows = pattern.rows
    guard let symbolic = klu_analyze(Int32(pattern.count), &starts, &rows, &common) else {
      throw SparseFactorizationError(common)
    }
    self.symbolic = symbolic
  }

  deinit {
    var common = Self.settings
    var symbolic: UnsafeMutablePointer<klu_symbolic>? = symbolic
    klu_free_symbolic(&symbolic, &common)
  }

  /// KLU's own settings, without the scaling of rows: the conductances of a network are on one
  /// scale, and its diagonal is dominant.
  static var settings: klu_common {
    var common = klu_common()
    klu_defaults(&common)
    common.scale = 0
    return common
  }
}
