import Foundation
import SpicePool
import SpiceProtocol
import TestSupport
import Testing

@Suite struct NgspiceTests {
  // Double precision through a handful of operations, with gmin 1e-12 S beside 1e-3 S.
  private let rounding = Tolerance(relative: 1e-8)

  @Test func `a divider gives its closed form and a clean transcript`() async throws {
    try await WorkerPool.run(BuiltExecutable.realPool()) { pool in
      let result = try await pool.solve(.divider).solution()
      #expect(rounding.admits(result.vectors[0][0], reference: 0.5))
      #expect(rounding.admits(result.vectors[1][0], reference: -0.5e-3))
      #expect(result.path == .direct)
      #expect(result.simulator.version.hasPrefix("ngspice-"))
      #expect(result.transcript.contains { $0.contains("divider") })
      #expect(await pool.statistics.histories == [[.starting, .idle, .busy, .idle]])
    }
  }
}
