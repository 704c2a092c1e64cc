public import Crossbars
public import LinearAlgebra
internal import Netlists
public import SpicePool
internal import SpiceProtocol

/// The way from an array to certified transients: two decks per input vector, workers, evidence.
///
/// The second deck halves the time steps of the first. Its numbers are the result, and their
/// difference from the first is the evidence that the steps are small enough; the method is of
/// second order, so that the error left is about a third of the difference.
public struct TransientSolver: Sendable {
  /// What a transient is asked for.
  public var settings: TransientSettings
  /// What a result must show before it is accepted.
  public var bounds: TransientBounds
  /// What finds the static currents where none are given.
  public var circuit: CircuitSolver

  /// Creates a solver.
  ///
  /// - Parameters:
  ///   - settings: What a transient is asked for.
  ///   - bounds: What a result must show.
  ///   - circuit: What finds the static currents where none are given.
  public init(
    _ settings: TransientSettings, bounds: TransientBounds = .standard,
    circuit: CircuitSolver = CircuitSolver()
  ) {
    self.settings = settings
    self.bounds = bounds
    self.circuit = circuit
  }

  /// Simulates one read per input vector, and judges the results.
  ///
  /// - Parameters:
  ///   - crossbar: The array; ``TransientSettings/refusal(of:)`` accepts its technology.
  ///   - inputs: The inputs of the rows, in volts; *batch × rows*.
  ///   - staticCurrents: The certified column currents of the static circuit, in amperes; *batch ×
  ///     columns*. They are found here if nil is given.
  ///   - id: The name of the case, for messages.
  ///   - pool: The workers; the reads of a batch are shared among them.
  /// - Returns: Settling times, energies and final currents with their evidence.
  /// - Throws: `SpiceError` if the simulator failed, or if a result does not meet the bounds.
  public func solve(
    _ crossbar: Crossbar, inputs: Matrix, staticCurrents: Matrix? = nil, id: String,
    pool: WorkerPool
  ) async throws -> TransientSolution {
    if let reason = settings.refusal(of: crossbar.technology) { preconditionFailure(reason) }
    var reference = staticCurrents
    if reference == nil {
      reference = try await circuit.solve(
        crossbar, inputs: inputs, id: "\(id) at rest", pool: pool
      ).columnCurrents
    }
    guard let reference, reference.rows == inputs.rows, reference.columns == crossbar.columns
    else { preconditionFailure("static currents of another shape than the batch") }
    let samples = 0..<inputs.rows
    let reads = try await withThrowingTaskGroup(of: (Int, SimulatedRead).self) { group in
      // One deck more than there are workers keeps them busy and memory small.
      let limit = pool.configuration.workers + 1
      var reads = [SimulatedRead?](repeating: nil, count: inputs.rows)
      for sample in samples {
        if sample >= limit, let (finished, read) = try await group.next() { reads[finished] = read }
        group.addTask {
          (
            sample,
            try await self.read(
              crossbar, input: inputs.row(sample), reference: reference.row(sample),
              scale: reference.largestMagnitude, id: "\(id) input \(sample)", pool: pool)
          )
        }
      }
      for try await (finished, read) in group { reads[finished] = read }
      return reads.compactMap(\.self)
    }
    return TransientSolution(
      settlingTimes: Matrix(reads.map(\.measured.settlingTimes)),
      finalCurrents: Matrix(reads.map(\.measured.finalCurrents)),
      energies: reads.map(\.measured.energy),
      evidence: reads.map(\.evidence).reduce(TransientEvidence()) { $0.worst(with: $1) },
      path: reads.contains { $0.result.path == .homotopy } ? .homotopy : .direct,
      simulator: reads[0].result.simulator, deckDigests: reads.map(\.deckDigest),
      pointCounts: reads.map(\.measured.pointCount))
  }

  /// One read with its evidence; the vectors of the result are dropped.
  private struct SimulatedRead {
    var measured: MeasuredRead
    var evidence: TransientEvidence
    var result: SpiceResult
    var deckDigest: String
  }

  private func read(
    _ crossbar: Crossbar, input: [Double], reference: [Double], scale: Double, id: String,
    pool: WorkerPool
  ) async throws -> SimulatedRead {
    let coarse = try await simulate(crossbar, input: input, refinement: 0, id: id, pool: pool)
    let fine = try await simulate(crossbar, input: input, refinement: 1, id: id, pool: pool)
    var evidence = TransientEvidence()
    evidence.energyBalance = fine.measured.energy.imbalance
    evidence.energyChange = fine.measured.energy.change(from: coarse.measured.energy)
    evidence.settlingChange = fine.measured.settlingChange(from: coarse.measured)
    // An input of 0 V has no current of its own to compare with.
    let largest =
      (reference + fine.measured.finalCurrents + [1e-3 * scale]).largestMagnitude
    let differences = zip(fine.measured.finalCurrents, reference).map { ($0 - $1).magnitude }
    evidence.staticDifference = largest == 0 ? 0 : differences.largestMagnitude / largest
    if let column = differences.indices.first(where: {
      !(differences[$0] <= max(bounds.unsettledPart * fine.measured.bands[$0], 1e-12 * scale))
    }) {
      throw SpiceError(
        .residualTooLarge, job: fine.job,
        reason: "column \(column) carries \(fine.measured.finalCurrents[column]) A at the end of "
          + "the read, its static current is \(reference[column]) A; a longer read duration than "
          + "\(settings.duration) s lets it settle",
        transcript: fine.result.transcript)
    }
    if let reason = bounds.objection(to: evidence) {
      throw SpiceError(
        .residualTooLarge, job: fine.job, reason: reason, transcript: fine.result.transcript)
    }
    return SimulatedRead(
      measured: fine.measured, evidence: evidence, result: fine.result,
      deckDigest: fine.job.deckDigest)
  }

  private func simulate(
    _ crossbar: Crossbar, input: [Double], refinement: Int, id: String, pool: WorkerPool
  ) async throws -> (measured: MeasuredRead, result: SpiceResult, job: SpiceJob) {
    let deck = TransientDeck(
      crossbar, input: input, duration: settings.duration, refinement: refinement)
    let vectors = TransientRecord.vectors(of: deck)
    let job = SpiceJob(
      id: id, deck: deck.circuit, analysis: deck.analysis, vectors: vectors,
      pointCount: SimulationCost.transientPointLimit(vectors: vectors.count),
      deadlineSeconds: SimulationCost.transientDeadline(
        rows: crossbar.rows, columns: crossbar.columns, technology: crossbar.technology))
    switch await pool.solve(job) {
    case .failed(let error): throw error
    case .solved(var result):
      let record = TransientRecord(result.vectors, of: deck)
      result.vectors = []
      return (MeasuredRead(record, of: deck, tolerance: settings.tolerance), result, job)
    }
  }
}
