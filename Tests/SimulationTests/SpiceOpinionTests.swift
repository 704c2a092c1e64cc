import CrossbarModels
import Crossbars
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
}
