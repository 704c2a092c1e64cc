import Crossbars
import LinearAlgebra
import SpicePool
import SpiceProtocol
import SpiceSolving
import Testing
import TestSupport

@Suite struct CrossSolverTests {
  @Test(.timeLimit(.minutes(5)))
  func `SPICE and the nodal solver agree on random arrays`() async throws {
    let arrays = (0..<25).flatMap { seed in
      [true, false].map { RandomArray(seed: UInt64(7000 + seed), isOhmic: $0, batch: 2) }
    }
    let configuration = WorkerPool.Configuration(
      executable: try WorkerLocator.locate(), workers: 2)
    try await WorkerPool.run(configuration) { pool in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for array in arrays {
          group.addTask {
            // A difference of more than 1e-9 (ohmic) or 1e-7 (sinh) of the largest current throws.
            let solution = try await CircuitSolver().solve(
              array.crossbar, inputs: array.inputs, id: "\(array)", pool: pool)
            // What no rounding of the node voltages to doubles explains, of the largest cell
            // current of an input vector.
            #expect(solution.kirchhoff < 1e-9, "\(array): \(solution.kirchhoff)")
            #expect(solution.path == .direct)
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test func `both solvers meet the known currents`() async throws {
    let configuration = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    try await WorkerPool.run(configuration) { pool in
      for problem in ReferenceProblem.all where problem.crossbar.rows < 200 {
        let solution = try await CircuitSolver().solve(
          problem.crossbar, inputs: problem.inputs, id: problem.name, pool: pool)
        // The simulator's decimal numbers and its own elimination add a few units of rounding.
        let tolerance = Tolerance(
          relative: problem.tolerance.relative + 1e-11, absolute: 1e-11 * 1e-6)
        for (value, reference) in zip(
          solution.columnCurrents.elements, problem.currents.elements)
        {
          #expect(tolerance.admits(value, reference: reference), "\(problem): \(value)")
        }
      }
    }
  }
}
