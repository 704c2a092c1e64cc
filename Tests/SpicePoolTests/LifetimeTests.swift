import Foundation
import SpicePool
import SpiceProtocol
import Testing

/// No worker outlives its pool, its coordinator or its purpose.
@Suite struct LifetimeTests {
  private struct Stop: Error {}

  /// A circuit that keeps ngspice busy for hours: a sweep of a billion points.
  private static let endless = "endless\nv1 a 0 0\nr1 a 0 1k\n.end\n"
  private static let endlessAnalysis = "dc v1 0 1 1e-9"

  @Test func `the processes are gone when the body returns`() async throws {
    var processes: [Int32] = []
    try await WorkerPool.run(BuiltExecutable.fakePool(workers: 2)) { pool in
      for _ in 0..<4 {
        let result = try await pool.solve(.fake("pid")).solution()
        processes.append(Int32(result.vectors[0][0]))
      }
    }
    for process in processes { #expect(kill(process, 0) != 0 && errno == ESRCH) }
  }

  @Test func `the processes are gone when the body throws`() async throws {
    var process: Int32 = 0
    await #expect(throws: Stop.self) {
      try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
        process = Int32(try await pool.solve(.fake("pid")).solution().vectors[0][0])
        throw Stop()
      }
    }
    #expect(process > 0 && kill(process, 0) != 0)
  }

  @Test func `canceling the task kills the workers and fails their jobs`() async throws {
    let configuration = try BuiltExecutable.fakePool(workers: 2)
    let start = ContinuousClock.now
    let work = Task {
      try await WorkerPool.run(configuration) { pool in
        await withTaskGroup(of: SpiceOutcome.self) { group in
          for _ in 0..<5 { group.addTask { await pool.solve(.fake("hang", deadline: 3000)) } }
          return await group.reduce(into: 0) { count, outcome in
            if case .failed(let error) = outcome, error.code == .canceled { count += 1 }
          }
        }
      }
    }
    try await Task.sleep(for: .milliseconds(300))
    work.cancel()
    #expect(try await work.value == 5)
    // Long before their deadline of 3000 s: what other tests leave of the threads decides when this one goes on.
    #expect(ContinuousClock.now - start < .seconds(1500))
  }

  @Test func `canceling one caller fails its job alone`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      async let first = pool.solve(.fake("nap"))
      let second = Task { await pool.solve(.fake("nap")) }
      second.cancel()
      let error = try await second.value.error()
      #expect(error.code == .canceled)
      _ = try await first.solution()
      _ = try await pool.solve(.fake("obey")).solution()
    }
  }

  @Test func `canceling the caller of a running job kills its worker alone`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      let hanging = Task { await pool.solve(.fake("hang", deadline: 600)) }
      while await pool.activity.states != [.busy] { try await Task.sleep(for: .milliseconds(1)) }
      hanging.cancel()
      let error = try await hanging.value.error()
      #expect(error.code == .canceled)
      _ = try await pool.solve(.fake("obey")).solution()
      #expect(await pool.activity.histories[0].contains(.crashed))
      #expect(await pool.activity.retries == 0)
    }
  }

  @Test func `busy workers end when their coordinator is killed`() async throws {
    let holder = try Holder(
      workers: 2, deck: Self.endless, analysis: Self.endlessAnalysis)
    try holder.waitUntilBusy()
    let workers = childProcesses(of: holder.process.processIdentifier)
    #expect(workers.count == 2)
    kill(holder.process.processIdentifier, SIGKILL)
    holder.process.waitUntilExit()
    #expect(try await allEnd(workers))
  }

  @Test func `an interrupt of the process group leaves no worker and no zombie`() async throws {
    let holder = try Holder(
      workers: 2, deck: Self.endless, analysis: Self.endlessAnalysis)
    try holder.waitUntilBusy()
    let workers = childProcesses(of: holder.process.processIdentifier)
    #expect(workers.count == 2)
    kill(-holder.process.processIdentifier, SIGINT)
    holder.process.waitUntilExit()
    #expect(holder.process.terminationReason == .exit)
    #expect(holder.process.terminationStatus == 0, "the number of children left")
    #expect(try await allEnd(workers))
  }

  /// Whether processes end within some seconds; a zombie has ended.
  private func allEnd(_ processes: [Int32]) async throws -> Bool {
    for _ in 0..<500 {
      if processes.allSatisfy({ processState($0) == nil || processState($0) == "Z" }) {
        return true
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    for process in processes { kill(process, SIGKILL) }
    return false
  }
}
