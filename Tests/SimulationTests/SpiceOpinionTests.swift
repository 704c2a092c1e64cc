import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Records
import Simulation
import SpicePool
import SpiceSolving
import TestSupport
import Testing

/// What SPICE says of reads that a model and the nodal solver have answered.
@Suite struct SpiceOpinionTests {
  private func reads(of array: RandomArray, model: some CrossbarModel) throws -> SpiceOpinion.Reads
  {
    let crossbar = array.crossbar
    let columns = Array(0..<crossbar.columns)
    return SpiceOpinion.Reads(
      name: "array", crossbar: crossbar, inputs: array.inputs, columns: columns,
      found: try model.program(crossbar).read(array.inputs),
      exact: try NodalSolver().program(crossbar).read(array.inputs),
      solver: CircuitSolver(bounds: .interactive(for: crossbar.technology)))
  }

  @Test func `the nodal solver agrees, and the ideal product does not`() async throws {
    let arrays = [3, 5].map { RandomArray(seed: $0, isOhmic: false, batch: 3, largest: (6, 5)) }
    let pool = WorkerPool.Configuration(executable: try WorkerLocator.locate(), workers: 2)
    let exact = try await SpiceOpinion(pool: pool).opinion(
      on: arrays.map { try reads(of: $0, model: NodalSolver()) })
    #expect(exact.arrays == 2 && exact.reads == 6)
    // The bounds of circuits that are not linear.
    #expect(exact.nodalDifference < 1e-7 && exact.kirchhoff < 1e-9 && exact.relativeError < 1e-6)
    let ideal = try await SpiceOpinion(pool: pool).opinion(
      on: arrays.map { try reads(of: $0, model: IdealModel()) })
    #expect(ideal.nodalDifference == exact.nodalDifference)
    // By the currents of the nodal solver, which the simulator confirms.
    var error = RelativeError()
    for array in arrays {
      let read = try reads(of: array, model: IdealModel())
      for place in 0..<read.inputs.rows {
        for column in read.columns {
          error.add(read.found[place, column], reference: read.exact[place, column])
        }
      }
    }
    #expect((ideal.relativeError - error.relativeRMSE).magnitude < 1e-5 * error.relativeRMSE)
  }

  @Test func `a read that the simulator cannot solve is named, and all others are compared`()
    async throws
  {
    let arrays = [3, 5].map { RandomArray(seed: $0, isOhmic: false, batch: 3, largest: (6, 5)) }
    var all = try arrays.map { try reads(of: $0, model: NodalSolver()) }
    let pool = WorkerPool.Configuration(executable: try WorkerLocator.locate(), workers: 2)
    // No double holds the current of such a cell at this voltage.
    for row in 0..<all[0].inputs.columns { all[0].inputs[1, row] = 1e4 }
    all[0].solver.bounds?.fallback = []
    let found = try await SpiceOpinion(pool: pool).opinion(on: all)
    #expect(found.reads == 5 && found.arrays == 2)
    #expect(found.nodalDifference < 1e-7 && found.relativeError < 1e-6)
    let unsolved = try #require(found.unsolved)
    #expect(unsolved.map(\.array) == ["array"] && unsolved.map(\.read) == [1])
    #expect(
      !unsolved[0].reason.isEmpty && found.text.contains("array, read 1: \(unsolved[0].code)"))
  }

  @Test func `without a worker that answers no read is solved, and each says why`() async throws {
    let array = RandomArray(seed: 3, isOhmic: false, batch: 3, largest: (6, 5))
    let pool = WorkerPool.Configuration(
      executable: URL(fileURLWithPath: "/bin/false"), workers: 1)
    let found = try await SpiceOpinion(pool: pool).opinion(
      on: [try reads(of: array, model: NodalSolver())])
    #expect(found.reads == 0 && found.arrays == 0 && found.relativeError == 0)
    #expect(
      found.unsolved?.map(\.code) == [
        "workerUnavailable", "workerUnavailable", "workerUnavailable",
      ])
    #expect(found.text.hasPrefix("SPICE: no read was solved"))
  }
}
