/// What a simulated result failed to show.
enum EvidenceShortfall: Error {
  /// Kirchhoff's law does not hold at the simulator's voltages.
  case kirchhoff(String)
  /// The nodal solver finds other currents.
  case secondSolver(String)
  /// The nodal solver finds none.
  case noSecondOpinion(String)
  /// A converter's output is not that of its closed form.
  case converters(String)

  /// What was found, and what is accepted.
  var reason: String {
    switch self {
    case .kirchhoff(let reason), .secondSolver(let reason), .noSecondOpinion(let reason),
      .converters(let reason):
      reason
    }
  }

  /// The bound that was missed; nil if no bound decides.
  var bound: EvidenceBounds.Key? {
    switch self {
    case .kirchhoff: .kirchhoff
    case .secondSolver, .converters: .secondSolver
    case .noSecondOpinion: nil
    }
  }
}
