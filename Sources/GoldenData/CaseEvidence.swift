/// Why the currents of a case are trusted.
public struct CaseEvidence: Sendable, Equatable {
  /// What a solver that shares nothing with the simulator says.
  public enum SecondOpinion: Sendable, Equatable {
    /// The largest difference of its currents, over the largest current.
    case difference(Double)
    /// Why there is no such solver.
    case none(reason: String)

    /// The difference, if there is an opinion.
    public var difference: Double? {
      if case .difference(let value) = self { value } else { nil }
    }
  }

  /// What the simulator's messages come to; `clean` in every stored case.
  public var verdict: String
  /// How the simulator reached its operating points: `direct` or `homotopy`.
  public var path: String
  /// The largest Kirchhoff residual at the simulator's voltages, over the largest cell current.
  public var kirchhoff: Double
  /// What the second solver says.
  public var secondOpinion: SecondOpinion
  /// What solved the simulator's equations: `sparse` or `klu`.
  public var matrixSolver: String

  /// Creates evidence from its parts.
  public init(
    verdict: String = "clean", path: String, kirchhoff: Double, secondOpinion: SecondOpinion,
    matrixSolver: String = "sparse"
  ) {
    self.verdict = verdict
    self.path = path
    self.kirchhoff = kirchhoff
    self.secondOpinion = secondOpinion
    self.matrixSolver = matrixSolver
  }
}
