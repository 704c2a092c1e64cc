import Crossbars
import Foundation
import LinearAlgebra
import Netlists
import SpicePool
import SpiceProtocol
import SpiceSolving
import Testing

/// Arrays that the simulator does not solve by itself, and the policies that a recipe can state.
struct FallbackTests {
  /// An array of 16 × 16 cells whose rows are off or on, under three inputs.
  private func problem(
    _ device: any Device, segment: Double, loss: Double = 100
  ) -> (crossbar: Crossbar, inputs: Matrix) {
    let technology = Technology(
      name: "hard", cell: Cell(device: device, onResistance: 100e3, offResistance: 600e3),
      resistances: ArrayResistances(
        rowSegment: segment, columnSegment: segment, driver: 5 * loss, sense: loss),
      read: ReadConditions(voltage: 0.25))
    var chance = SeededGenerator(seed: 1, stream: 1)
    let conductances = Matrix(rows: 16, columns: 16) { _, _ in
      technology.cell.conductance(ofLevel: chance.integer(below: 16), of: 16)
    }
    let inputs = Matrix(rows: 3, columns: 16) { _, _ in 0.25 * Double(chance.integer(below: 2)) }
    return (Crossbar(technology: technology, conductances: conductances), inputs)
  }

  private func solve(
    _ problem: (crossbar: Crossbar, inputs: Matrix), _ bounds: EvidenceBounds,
    worker: WorkerPool.Configuration? = nil
  ) async throws -> CircuitSolution {
    let workers = try worker ?? WorkerPool.Configuration(executable: WorkerLocator.locate())
    return try await WorkerPool.run(workers) { pool in
      try await CircuitSolver(bounds: bounds).solve(
        problem.crossbar, inputs: problem.inputs, id: "hard", pool: pool)
    }
  }

  /// Bounds as for non-linear cells; meeting them is the agreement with the nodal solver.
  private func bounds(
    _ fallback: [FallbackPolicy], kirchhoff: Double = 1e-9
  ) -> EvidenceBounds {
    EvidenceBounds(kirchhoff: kirchhoff, secondSolver: 1e-7, fallback: fallback)
  }

  @Test(arguments: [FallbackPolicy.driveRamp, .fineDriveRamp, .gminStepping])
  func `cells of 100 characteristic voltages are solved by a policy only`(
    policy: FallbackPolicy
  ) async throws {
    let problem = problem(SinhDevice(characteristicVoltage: 0.25 / 100), segment: 2.5)
    // Where Newton's method stops after gmin stepping, a cell misses its current by about 100 times
    // the relative tolerance of 1e-9.
    let kirchhoff = policy == .gminStepping ? 1e-7 : 1e-9
    let error = try await #require(throws: SpiceError.self) { try await solve(problem, bounds([])) }
    #expect(error.code == .unacceptablePath)
    #expect(error.reason.contains("fallback = [\"drive-ramp\""), "\(error)")
    let solution = try await solve(problem, bounds([policy], kirchhoff: kirchhoff))
    #expect(solution.record.text == "\(policy.rawValue) after direct (unacceptablePath)")
    #expect(solution.columnCurrents.rows == 3)
    #expect(solution.wordLine.count == 3)
  }

  @Test func `policies are tried in their order and recorded with what came of them`() async throws
  {
    let problem = problem(SinhDevice(characteristicVoltage: 0.25 / 100), segment: 2.5)
    let solution = try await solve(problem, bounds([.sourceStepping, .driveRamp]))
    #expect(solution.record.path == "drive-ramp")
    #expect(solution.record.failures.map(\.attempt) == ["direct", "source-stepping"])
    let error = try await #require(throws: SpiceError.self) {
      try await solve(problem, bounds([.sourceStepping]))
    }
    #expect(error.reason.contains("then tried: source-stepping ("), "\(error)")
  }

  @Test func `cells behind segments of a milliohm are solved with wider tolerances`() async throws {
    let problem = problem(SinhDevice(characteristicVoltage: 0.25), segment: 1e-3)
    await #expect(throws: SpiceError.self) { try await solve(problem, bounds([], kirchhoff: 1e-6)) }
    // A unit in the last place of a node at .25 V is 5.6e-14 A in 1 mΩ, 1e-8 of the current of a
    // cell; the factorization loses some of them.
    let solution = try await solve(problem, bounds([.widerTolerances], kirchhoff: 1e-6))
    #expect(solution.record.path == "wider-tolerances")
    #expect(solution.kirchhoff < 1e-6)
  }

  @Test func `a case that needs no policy is recorded as direct`() async throws {
    let problem = problem(OhmicDevice(), segment: 2.5)
    let solution = try await solve(problem, bounds(FallbackPolicy.allCases))
    #expect(solution.record == AttemptRecord(path: "direct"))
    #expect(solution.record.text == "direct")
  }

  @Test func `a simulator with KLU is asked to use it, and no other`() async throws {
    let problem = problem(OhmicDevice(), segment: 2.5)
    let fake = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
      .appendingPathComponent(".build/release/FakeWorker")
    let deck = CrossbarDeck(problem.crossbar, inputs: problem.inputs).circuit
    for (greeting, text) in [
      ("hello", deck),
      ("klu", deck.replacingOccurrences(of: "\n.end\n", with: "\n.options klu\n.end\n")),
    ] {
      var workers = WorkerPool.Configuration(executable: fake)
      workers.arguments = [greeting]
      // The fake's numbers are no solution; the error says which deck it was given.
      let error = try await #require(throws: SpiceError.self) {
        try await solve(problem, bounds([]), worker: workers)
      }
      let digest = SpiceJob(
        id: "", deck: text, analysis: "op", vectors: [], pointCount: 1, deadlineSeconds: 1
      ).deckDigest
      #expect(error.deckDigest == digest)
    }
  }
}
