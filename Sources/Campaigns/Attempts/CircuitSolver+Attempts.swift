internal import Crossbars
internal import LinearAlgebra
internal import Netlists
internal import SpicePool
internal import SpiceProtocol

/// One way of asking the simulator: directly, or as a policy says.
struct Attempt {
  /// The policy; nil asks directly.
  var policy: FallbackPolicy?
  /// Whether the deck asks for KLU, which the simulator must have.
  var usesKLU: Bool

  /// How a record names this attempt.
  var name: String { policy?.rawValue ?? ConvergencePath.direct.rawValue }

  /// The circuit as this attempt wants it.
  func circuit(of deck: CrossbarDeck) -> String {
    let steps = policy?.steps ?? 1
    var extra: [String] = []
    var text = deck.circuit
    if steps > 1 {
      // Where the ramp begins the drive is nearly nothing. It is not nothing, because a row at 0 V
      // may be another circuit, disconnected; the tolerances stay those of the real inputs.
      let start = deck.inputs.rows(0..<1).elements.map { $0 / 256 }
      let inputs = Matrix(
        rows: deck.inputs.rows + 1, columns: deck.inputs.columns,
        elements: start + deck.inputs.elements)
      text = CrossbarDeck(deck.crossbar, inputs: inputs).circuit
      extra.append(".options \(deck.options)")
    }
    if let options = policy?.options { extra.append(".options \(options)") }
    if usesKLU { extra.append(".options klu") }
    guard !extra.isEmpty, text.hasSuffix(".end\n") else { return text }
    return text.dropLast(".end\n".count) + extra.joined(separator: "\n") + "\n.end\n"
  }

  /// The job of this attempt.
  func job(for deck: CrossbarDeck, id: String, bounds: EvidenceBounds) -> SpiceJob {
    let batch = deck.inputs.rows
    let steps = policy?.steps ?? 1
    let deadline = SimulationCost.deadline(
      rows: deck.crossbar.rows, columns: deck.crossbar.columns, batch: batch * steps,
      technology: deck.crossbar.technology)
    return SpiceJob(
      id: id, deck: circuit(of: deck),
      // One over a power of two is exact, so the sweep meets every input exactly.
      analysis: steps == 1 ? deck.analysis : "dc vindex 0 \(batch) \(1 / Double(steps))",
      vectors: deck.currentVectors + deck.voltageVectors + deck.amplifierVectors
        + deck.converterVectors,
      pointCount: batch,
      deadlineSeconds: deadline,
      acceptsHomotopy: policy.map(\.isHomotopy) ?? bounds.acceptsHomotopy,
      firstPoint: steps == 1 ? 0 : steps, pointStride: steps)
  }
}

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
    for policy in [nil] + bounds.fallback.map(Optional.some) {
      let attempt = Attempt(policy: policy, usesKLU: usesKLU)
      let job = attempt.job(for: deck, id: id, bounds: bounds)
      do {
        switch await pool.solve(job) {
        case .failed(let error): throw error
        case .solved(let result):
          var solution = try certify(result, of: deck, job: job, bounds: bounds)
          solution.record = AttemptRecord(
            path: policy == nil ? result.path.rawValue : attempt.name, failures: failures)
          return solution
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
    if let remedy = Self.remedy(for: error, deck: deck, bounds: bounds) {
      error.reason += "; \(remedy)"
    }
    throw error
  }

  /// What the author of the recipe can do about a failure.
  private static func remedy(
    for error: SpiceError, deck: CrossbarDeck, bounds: EvidenceBounds
  ) -> String? {
    let technology = deck.crossbar.technology
    let all: [FallbackPolicy]
    switch error.code {
    case .notConverged, .unacceptablePath, .notFinite:
      all = [.driveRamp, .fineDriveRamp, .widerTolerances, .gminStepping]
    case .residualTooLarge where !technology.isLinear: all = [.driveRamp, .fineDriveRamp]
    default: all = []
    }
    let untried = all.filter { !bounds.fallback.contains($0) }
    if !untried.isEmpty {
      let names = untried.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
      return "try fallback = [\(names)] in [evidence] of the recipe"
    }
    guard error.code == .residualTooLarge else { return nil }
    return "if a wire segment is far below the cells' resistance, the simulator's rounding is what "
      + "is left: state the bounds that this array can meet in [evidence] of the recipe"
  }
}
