package import SpiceProtocol

/// The question whether this library solves with KLU, put as a circuit.
///
/// The version does not tell, because KLU is an option of the build; and the option is silently
/// accepted where KLU is missing. Evidence is that the library names the solver, and that the
/// currents of a circuit with more than one node are right.
package enum KLUProbe {
  /// A ladder of three resistors, which asks for KLU.
  package static let deck = """
    KLU?
    v1 a 0 1
    r1 a b 1k
    r2 b 0 2k
    r3 b 0 2k
    .options klu
    .end

    """

  package static let job = WorkerMessage.Job(
    SpiceJob(
      id: "KLU?", deck: deck, analysis: "op", vectors: ["i(v1)", "v(b)"], pointCount: 1,
      deadlineSeconds: 1), sequence: 0)

  /// Whether an outcome shows that KLU solved the circuit.
  ///
  /// - Parameters:
  ///   - outcome: What came of ``job``.
  ///   - values: The vectors as raw `Float64`.
  /// - Returns: Whether the solver is named and the current and the voltage are right.
  package static func isPassed(_ outcome: WorkerMessage.Outcome, values: [UInt8]) -> Bool {
    guard outcome.failure == nil, outcome.matrixSolver == .klu,
      let vectors = VectorPayload.vectors(in: values, vectorCount: 2, pointCount: 1)
    else { return false }
    // 1 V over 1 kΩ and 1 kΩ; exact up to a few roundings.
    return (vectors[0][0] + 0.5e-3).magnitude < 1e-12 && (vectors[1][0] - 0.5).magnitude < 1e-12
  }
}
