internal import CKLU

/// A matrix that has no factors.
public enum SparseFactorizationError: Error, Sendable, Equatable {
  /// The matrix is singular; the equation that gave it away is named if it is known.
  case singular(equation: Int?)
  /// Memory, or the range of an index, is short.
  case outOfMemory

  init(_ common: klu_common) {
    self =
      common.status == KLU_SINGULAR
      ? .singular(equation: common.singular_col >= 0 ? Int(common.singular_col) : nil)
      : .outOfMemory
  }
}
