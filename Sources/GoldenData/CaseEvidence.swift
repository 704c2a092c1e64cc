/// Why the currents of a case are trusted.
public struct CaseEvidence: Sendable, Equatable {
  /// What the simulator's messages come to; `clean` in every stored case.
  public var verdict: String
  /// How the simulator reached its operating points: `direct` or `homotopy`.
  public var path: String
  /// The largest Kirchhoff residual at the simulator's voltages, over the largest cell current.
  public var kirchhoff: Double
  /// The largest difference from the currents of a solver that shares nothing with the simulator,
  /// over the largest current.
  public var secondSolver: Double
  /// What solved the simulator's equations: `sparse` or `klu`.
  public var matrixSolver: String

  /// Creates evidence from its parts.
  public init(
    verdict: String = "clean", path: String, kirchhoff: Double, secondSolver: Double,
    matrixSolver: String = "sparse"
  ) {
    self.verdict = verdict
    self.path = path
    self.kirchhoff = kirchhoff
    self.secondSolver = secondSolver
    self.matrixSolver = matrixSolver
  }
}
