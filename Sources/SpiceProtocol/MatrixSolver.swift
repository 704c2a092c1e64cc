/// What solves the simulator's linear equations.
public enum MatrixSolver: String, Sendable, Codable, Equatable {
  /// Sparse 1.3, which every version of ngspice has.
  case sparse
  /// KLU, which newer versions may be built with.
  case klu
}
