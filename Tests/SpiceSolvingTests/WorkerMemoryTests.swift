import Crossbars
import Foundation
import LinearAlgebra
import SpicePool
import SpiceSolving
import Testing
import TestSupport

/// What one worker holds after many jobs; slow, and therefore a part of `make evidence` only.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["ASSAY_SLOW_EVIDENCE"] != nil,
    "scripts/evidence/run memory runs it"))
struct WorkerMemoryTests {
  private func residentMegabytes(_ process: Int32) throws -> Double {
    let text = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
    let pages = try #require(Double(text.split(separator: " ")[1]))
    return pages * Double(sysconf(Int32(_SC_PAGESIZE))) / 1e6
  }

  @Test func `one worker's memory stays within 20 MB over 2000 jobs`() async throws {
    var workers = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    workers.jobsPerWorker = 10_000
    let jobs = 2000
    let (samples, restarts) = try await WorkerPool.run(workers) { pool in
      var samples: [Double] = []
      for job in 0..<jobs {
        let size = job % 2 == 0 ? 8 : 16
        let device: any Device =
          job % 4 < 2 ? OhmicDevice() : SinhDevice(characteristicVoltage: 0.25)
        let technology = Technology(
          name: "array", cell: Cell(device: device, onResistance: 100e3, offResistance: 600e3),
          resistances: ArrayResistances(
            rowSegment: 2.5, columnSegment: 2.5, driver: 500, sense: 100),
          read: ReadConditions(voltage: 0.25))
        var chance = SeededGenerator(seed: 2000, stream: UInt64(job))
        let crossbar = Crossbar(
          technology: technology,
          conductances: Matrix(rows: size, columns: size) { _, _ in
            technology.cell.conductance(ofLevel: chance.integer(below: 16), of: 16)
          })
        let inputs = Matrix(rows: 4, columns: size) { _, _ in
          0.25 * Double(1 + chance.integer(below: 15)) / 15
        }
        _ = try await CircuitSolver().solve(crossbar, inputs: inputs, id: "\(job)", pool: pool)
        let process = try #require(await pool.processIDs[0])
        samples.append(try residentMegabytes(process))
      }
      return (samples, await pool.activity.restarts)
    }
    #expect(restarts == 0)
    // The first hundred jobs fill the caches of the allocator.
    let settled = samples.dropFirst(100)
    let low = try #require(settled.min())
    let high = try #require(settled.max())
    print(
      String(
        format:
          "memory: one worker over %d jobs of 8×8 and 16×16, ohmic and sinh: %.1f MB after the "
          + "first, %.1f MB after 100, %.1f MB after %d, within %.1f to %.1f MB", jobs, samples[0],
        samples[99], samples[jobs - 1], jobs, low, high))
    #expect(high - low < 20, "\(low) to \(high) MB")
  }
}
