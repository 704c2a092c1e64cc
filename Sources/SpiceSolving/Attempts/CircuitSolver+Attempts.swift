internal import Crossbars
internal import Netlists
internal import SpicePool
internal import SpiceProtocol

extension CircuitSolver {
  /// Solves one deck: directly, then by the policies of the bounds in their order.
  ///
  /// - Parameters:
  ///   - deck: The deck.
  ///   - id: The name of the case, for messages.
  ///   - bounds: What a result must show, and what may be tried.
  ///   - pool: The workers.
  /// - Returns: The currents with their evidence, and what was tried.
  /// - Throws: `SpiceError` of the first attempt, with what was tried after it and a remedy.
  func solve(
    _ deck: CrossbarDeck, id: String, bounds: EvidenceBounds, pool: WorkerPool
  ) async throws -> CircuitSolution {
    // Without a worker the job itself says why.
    let usesKLU = (try? await pool.simulatorVersion().hasKLU) ?? false
    var failures: [AttemptRecord.Failure] = []
    var first: SpiceError?
    var missed: EvidenceBounds.Key?
    for policy in [nil] + bounds.fallback.map(Optional.some) {
      let attempt = Attempt(policy: policy, usesKLU: usesKLU)
      let job = attempt.job(
        for: deck, id: id, bounds: bounds, wantsInnerVoltages: wantsInnerVoltages)
      do {
        switch await pool.solve(job) {
        case .failed(let error): throw error
        case .solved(let result):
          do {
            var solution = try certify(result, of: deck, job: job, bounds: bounds)
            solution.record = AttemptRecord(
              path: policy == nil ? result.path.rawValue : attempt.name, failures: failures)
            return solution
          } catch let shortfall as EvidenceShortfall {
            if first == nil { missed = shortfall.bound }
            throw SpiceError(
              .residualTooLarge, job: job, reason: shortfall.reason, transcript: result.transcript)
          }
        }
      } catch let error as SpiceError {
        // Another way of solving does not help a broken run.
        guard error.isVerdict else { throw error }
        failures.append(AttemptRecord.Failure(attempt: attempt.name, code: error.code.rawValue))
        first = first ?? error
      }
    }
    guard var error = first else { preconditionFailure("no attempt was made at \(id)") }
    if failures.count > 1 {
      error.reason += "; then tried: \(AttemptRecord.list(Array(failures.dropFirst())))"
    }
    if let advice = advice(after: error, missing: missed, deck: deck, bounds: bounds) {
      error.reason += "; \(advice)"
    }
    throw error
  }

  /// What whoever states the bounds can do about a failure.
  private func advice(
    after error: SpiceError, missing bound: EvidenceBounds.Key?, deck: CrossbarDeck,
    bounds: EvidenceBounds
  ) -> String? {
    let technology = deck.crossbar.technology
    let all: [FallbackPolicy]
    switch error.code {
    case .notConverged, .unacceptablePath, .notFinite:
      all = [.driveRamp, .fineDriveRamp, .widerTolerances, .gminStepping]
    case .residualTooLarge where bound != nil && !technology.isLinear:
      all = [.driveRamp, .fineDriveRamp]
    default: all = []
    }
    let untried = all.filter { !bounds.fallback.contains($0) }
    guard untried.isEmpty else { return statement.advice(untried) }
    return bound.map(statement.advice)
  }
}
