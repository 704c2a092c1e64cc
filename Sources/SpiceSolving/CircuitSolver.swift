internal import Configuration
public import Crossbars
internal import Foundation
public import LinearAlgebra
internal import Netlists
internal import NodalAnalysis
public import SpicePool
internal import SpiceProtocol

/// The way from an array to certified SPICE currents: deck, worker, residual, second opinion.
public struct CircuitSolver: Sendable {
  /// What a result must show before it is accepted; nil takes the standard of the technology.
  public var bounds: EvidenceBounds?
  /// Where the bounds are stated, for messages.
  public var statement: EvidenceBounds.Statement
  /// Whether the voltages between the devices of the cells are wanted from the simulator too.
  public var wantsInnerVoltages = false

  /// Creates a solver.
  ///
  /// - Parameters:
  ///   - bounds: What a result must show; nil takes the standard of the technology.
  ///   - statement: Where the bounds are stated, for messages.
  public init(
    bounds: EvidenceBounds? = nil, statedIn statement: EvidenceBounds.Statement = .recipe
  ) {
    self.bounds = bounds
    self.statement = statement
  }

  /// Solves an array for a batch of inputs, and judges the result.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - id: The name of the case, for messages.
  ///   - pool: The workers.
  /// - Returns: The currents with their evidence.
  /// - Throws: `SpiceError` if the simulator failed, or if its result does not meet the bounds.
  public func solve(
    _ crossbar: Crossbar, inputs: Matrix, id: String, pool: WorkerPool
  ) async throws -> CircuitSolution {
    let series = DeckSeries(
      crossbar, inputs: inputs, largestBatch: largestBatch(of: crossbar, like: inputs.rows(0..<1)))
    let bounds = bounds ?? .standard(for: crossbar.technology)
    var parts: [CircuitSolution] = []
    for (part, deck) in series.decks.enumerated() {
      let name = series.decks.count == 1 ? id : "\(id), deck \(part + 1)"
      parts.append(try await solve(deck, id: name, bounds: bounds, pool: pool))
    }
    return assemble(parts, of: series, batch: inputs.rows)
  }

  /// The most input vectors of a deck, as many as a case of a suite may have: the simulator looks every
  /// driver up along the whole batch, so that its time grows with the square of it.
  private static let mostVectors = 10_000

  /// How many input vectors fit into a deck, and their values into what a worker sends at once.
  private func largestBatch(of crossbar: Crossbar, like input: Matrix) -> Int {
    let deck = CrossbarDeck(crossbar, inputs: input)
    let values =
      deck.currentVectors.count + deck.voltageVectors.count + deck.readoutVectors.count
      + (wantsInnerVoltages ? deck.innerVectors.count : 0)
    return min(Self.mostVectors, WorkerPool.mostValues / values)
  }

  /// The solutions of all decks in the order of the batch.
  private func assemble(
    _ parts: [CircuitSolution], of series: DeckSeries, batch: Int
  ) -> CircuitSolution {
    guard parts.count > 1 else { return parts[0] }
    let places = DividedBatch(series.samples).places
    return CircuitSolution(
      reading: ArrayReading(
        zip(series.samples, parts).map { (samples: $0, reading: $1.reading) }),
      wordLine: places.map { parts[$0.part].wordLine[$0.row] },
      bitLine: places.map { parts[$0.part].bitLine[$0.row] },
      inner: parts.contains { $0.inner.isEmpty }
        ? [] : places.map { parts[$0.part].inner[$0.row] },
      path: parts.contains { $0.path != .direct } ? .homotopy : .direct,
      simulator: parts[0].simulator, deckDigest: Checksum.of(Data(series.circuits.utf8)),
      secondSolver: parts.map(\.secondSolver).largestMagnitude,
      record: AttemptRecord.hardest(of: parts.map(\.record)), matrixSolver: parts[0].matrixSolver)
  }

  /// Judges what the simulator found.
  ///
  /// - Parameters:
  ///   - result: The simulator's numbers.
  ///   - deck: The deck that they are of.
  ///   - job: The job that gave them.
  ///   - bounds: What they must show.
  /// - Returns: The currents with their evidence.
  /// - Throws: `EvidenceShortfall` if they do not show it, `UnavailableError` if the simulator alone
  ///   can evaluate the cells.
  func certify(
    _ result: SpiceResult, of deck: CrossbarDeck, job: SpiceJob, bounds: EvidenceBounds
  ) throws -> CircuitSolution {
    let columns = deck.crossbar.columns
    let currents = deck.currents(from: Array(result.vectors[..<columns]))
    let inner = columns + deck.voltageVectors.count
    let voltages = Array(result.vectors[columns..<inner])
    let converters = inner + (wantsInnerVoltages ? deck.innerVectors.count : 0)
    var solution = CircuitSolution(
      reading: ArrayReading(currents: currents), wordLine: [], bitLine: [], path: result.path,
      simulator: result.simulator, deckDigest: job.deckDigest, secondSolver: 0,
      record: AttemptRecord(path: result.path.rawValue), matrixSolver: result.matrixSolver)
    let nodes = (0..<deck.inputs.rows).map { deck.voltages(from: voltages, sample: $0) }
    let evidence = try KirchhoffEvidence(
      deck.crossbar, inputs: deck.inputs, voltages: nodes, bound: bounds.kirchhoff)
    if let finding = evidence.finding { throw EvidenceShortfall.kirchhoff(finding) }
    solution.wordLine = nodes.map(\.wordLine)
    solution.bitLine = nodes.map(\.bitLine)
    if wantsInnerVoltages {
      let vectors = Array(result.vectors[inner..<converters])
      solution.inner = (0..<deck.inputs.rows).compactMap {
        deck.innerVoltages(from: vectors, sample: $0)
      }
    }
    solution.reading.evidence = .kirchhoff(evidence.balances)
    let opinion = try secondOpinion(of: deck)
    let scale = (currents.elements + opinion.elements).largestMagnitude
    // Two numbers that both stand for no current need not agree.
    solution.secondSolver =
      scale <= KirchhoffResidual.noCurrent ? 0 : (currents - opinion).largestMagnitude / scale
    guard solution.secondSolver <= bounds.secondSolver else {
      throw EvidenceShortfall.secondSolver(
        "the nodal solver differs by \(solution.secondSolver) of the largest current; at most "
          + "\(bounds.secondSolver) is accepted")
    }
    let judge = ConverterJudge(
      crossbar: deck.crossbar, simulated: currents, opinion: opinion,
      bound: bounds.secondSolver * scale)
    do {
      let values = deck.readoutValues(from: result.vectors.suffix(from: converters))
      solution.reading.amplifierVoltages = values.amplifiers
      solution.reading.differenceVoltages = values.differences
      solution.reading.outputs = try judge.judge(
        amplifiers: values.amplifiers, differences: values.differences,
        converters: values.converters, samples: values.samples)
    } catch {
      throw EvidenceShortfall.converters(error.reason)
    }
    return solution
  }

  /// The currents that the nodal solver finds.
  private func secondOpinion(of deck: CrossbarDeck) throws -> Matrix {
    do {
      return try NodalSolver().program(deck.crossbar).read(deck.inputs)
    } catch let error as NodalError {
      throw EvidenceShortfall.noSecondOpinion("no second opinion: \(error)")
    }
  }
}
