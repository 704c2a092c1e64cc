import Configuration
import Foundation
import SpicePool
import SpiceProtocol
import Testing

/// Every edge of the workers' diagram, walked with a worker that has no simulator.
@Suite struct SupervisionTests {
  @Test func `an obedient worker answers in the job's order and waits again`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      let result = try await pool.solve(.fake("obey")).solution()
      #expect(result.vectors == [[0, 1, 2], [3, 4, 5]])
      #expect(result.simulator == SimulatorVersion(name: "fake", version: "fake-1", hasKLU: false))
      #expect(result.transcript == ["stdout fake"])
      #expect(await pool.activity.histories == [[.starting, .idle, .busy, .idle]])
      #expect(await pool.activity.solved == 1)
    }
  }

  @Test func `many callers at once are answered once each`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool(workers: 2)) { pool in
      let solved = await withTaskGroup(of: Bool.self) { group in
        for number in 1...200 {
          group.addTask {
            let outcome = await pool.solve(.fake("obey", vectors: number, points: 2))
            guard case .solved(let result) = outcome else { return false }
            return result.vectors.count == number
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(solved == 200)
      #expect(await pool.activity.restarts == 0)
    }
  }

  @Test func `two workers work at the same time`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool(workers: 2)) { pool in
      // Neither ends before the other has begun; one after the other they would miss the deadline.
      let (one, other) = (unusedPath(), unusedPath())
      async let first = pool.solve(.fake("meet \(one) \(other)"))
      async let second = pool.solve(.fake("meet \(other) \(one)"))
      _ = try await (first.solution(), second.solution())
      #expect(await pool.activity.restarts == 0)
    }
  }

  @Test(arguments: [
    ("crash", SpiceError.Code.workerCrashed, WorkerState.crashed),
    ("quit", .workerCrashed, .crashed),
    ("half", .workerCrashed, .crashed),
    ("babble", .protocolViolated, .crashed),
    ("too-few-vectors", .protocolViolated, .crashed),
    ("too-few-points", .protocolViolated, .crashed),
    ("too-few-values", .protocolViolated, .crashed),
    ("nan", .protocolViolated, .crashed),
    ("infinity", .protocolViolated, .crashed),
    ("fallback", .protocolViolated, .crashed),
    ("homotopy", .protocolViolated, .crashed),
    ("wrong-sequence", .protocolViolated, .crashed),
    ("hello-again", .protocolViolated, .crashed),
    ("poison", .poisoned, .poisoned),
  ])
  func `a job that ruins two fresh workers fails, and the next job does not`(
    order: String, code: SpiceError.Code, state: WorkerState
  ) async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      let error = try await pool.solve(.fake(order)).error()
      #expect(error.code == code)
      #expect(error.caseID == order)
      #expect(error.earlierTranscripts.count == 1)
      _ = try await pool.solve(.fake("obey")).solution()
      let attempt: [WorkerState] = [.starting, .idle, .busy, state, .retired]
      #expect(
        await pool.activity.histories == [attempt + attempt + [.starting, .idle, .busy, .idle]])
      #expect(await pool.activity.retries == 1)
      #expect(await pool.activity.restarts == 2)
    }
  }

  @Test(arguments: ["hang", "stop", "short-babble"])
  func `a worker that does not answer is killed at the deadline`(order: String) async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      let deadline = order == "short-babble" ? 60 : 0.3
      let error = try await pool.solve(.fake(order, deadline: deadline)).error()
      // Three bytes without sense are followed by a frame here, and both together are nonsense.
      #expect(error.code == (order == "short-babble" ? .protocolViolated : .deadlineExceeded))
      _ = try await pool.solve(.fake("obey")).solution()
      let state: WorkerState = order == "short-babble" ? .crashed : .killed
      let attempt: [WorkerState] = [.starting, .idle, .busy, state, .retired]
      #expect(
        await pool.activity.histories == [attempt + attempt + [.starting, .idle, .busy, .idle]])
    }
  }

  @Test func `a failure carries the transcripts of both workers`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      let poisoned = try await pool.solve(.fake("poison")).error()
      #expect(poisoned.transcript.count == 1)
      #expect(poisoned.earlierTranscripts.count == 1)
      #expect(poisoned.transcript != poisoned.earlierTranscripts.first, "two processes, two lines")
      let crashed = try await pool.solve(.fake("crash")).error()
      #expect(crashed.transcript.contains("about to crash"))
      #expect(crashed.category == .unavailable)
      #expect("\(crashed)".contains("crash"))
    }
  }

  @Test(arguments: ["crash", "poison", "hang"])
  func `a job that ruins one fresh worker is solved by the second`(order: String) async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      let job = SpiceJob.fake("once \(order) \(unusedPath())", deadline: 4)
      _ = try await pool.solve(job).solution()
      #expect(await pool.activity.retries == 1)
    }
  }

  @Test func `a job lost on a worker with a past is retried free`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      _ = try await pool.solve(.fake("obey")).solution()
      // It crashes a worker with a past, then a fresh one; only the second loss is its own.
      let mark = unusedPath()
      _ = try await pool.solve(.fake("used crash")).solution()
      #expect(await pool.activity.retries == 1)
      _ = try await pool.solve(.fake("once crash \(mark)")).solution()
      #expect(await pool.activity.retries == 2)
      #expect(await pool.activity.failed == 0)
    }
  }

  @Test func `a retry goes to a worker without a past though others are idle`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool(workers: 2)) { pool in
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<8 { group.addTask { _ = await pool.solve(.fake("nap")) } }
      }
      _ = try await pool.solve(.fake("used crash")).solution()
      #expect(await pool.activity.failed == 0)
      let error = try await pool.solve(.fake("crash")).error()
      #expect(error.code == .workerCrashed)
    }
  }

  @Test func `a worker that dies while it is idle costs no job`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      for _ in 0..<3 {
        _ = try await pool.solve(.fake("obey")).solution()
        kill(try #require(await pool.processIDs[0]), SIGKILL)
      }
      _ = try await pool.solve(.fake("obey")).solution()
      #expect(await pool.activity.failed == 0)
    }
  }

  @Test func `non-convergence is not retried and does not cost the worker`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      let error = try await pool.solve(.fake("not-converged")).error()
      #expect(error.code == .notConverged)
      #expect(error.reason == "op simulation(s) aborted")
      #expect(error.transcript == ["stdout fake"])
      #expect(await pool.activity.retries == 0)
      #expect(await pool.activity.histories == [[.starting, .idle, .busy, .idle]])
    }
  }

  @Test func `a worker is replaced after its number of jobs`() async throws {
    var configuration = try BuiltExecutable.fakePool()
    configuration.jobsPerWorker = 3
    try await WorkerPool.run(configuration) { pool in
      var pasts: [Double] = []
      for _ in 0..<7 {
        pasts.append(
          try await pool.solve(.fake("past", vectors: 1, points: 1)).solution().vectors[0][0])
      }
      #expect(pasts == [0, 1, 2, 0, 1, 2, 0])
      #expect(await pool.activity.restarts == 2)
      #expect(await pool.activity.retries == 0)
    }
  }

  @Test func `a worker that holds too much memory is replaced after its answer`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      _ = try await pool.solve(.fake("fat")).solution()
      _ = try await pool.solve(.fake("obey")).solution()
      #expect(
        await pool.activity.histories == [
          [.starting, .idle, .busy, .idle, .retired, .starting, .idle, .busy, .idle]
        ])
      #expect(await pool.activity.retries == 0)
    }
  }

  @Test func `much noise on standard error does not block a worker`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      _ = try await pool.solve(.fake("noise")).solution()
    }
  }

  @Test(arguments: [
    ("mute", "no hello"), ("dead", "the library is missing"), ("foreign", "version"),
    ("babbling", "Hello, I am no worker"),
  ])
  func `a worker that does not greet properly makes the pool unavailable`(
    greeting: String, message: String
  ) async throws {
    var configuration = try BuiltExecutable.fakePool(workers: 2, greeting)
    configuration.helloDeadlineSeconds = greeting == "mute" ? 0.3 : 60
    try await WorkerPool.run(configuration) { pool in
      let error = try await pool.solve(.fake("obey")).error()
      #expect(error.code == .workerUnavailable)
      #expect(error.category == .unavailable)
      #expect(error.reason.contains(message), "found \(error.reason)")
      #expect(await pool.activity.states == [.failed, .failed])
      await #expect(throws: UnavailableError.self) { try await pool.simulatorVersion() }
      let late = try await pool.solve(.fake("obey")).error()
      #expect(late.code == .workerUnavailable)
    }
  }

  @Test func `a worker that greets at the second start is good enough`() async throws {
    var configuration = try BuiltExecutable.fakePool(workers: 1, "mute-once", unusedPath())
    configuration.helloDeadlineSeconds = 4
    try await WorkerPool.run(configuration) { pool in
      _ = try await pool.solve(.fake("obey")).solution()
      #expect(await pool.activity.failed == 0)
    }
  }

  @Test func `an executable that does not exist makes the pool unavailable`() async throws {
    let configuration = WorkerPool.Configuration(executable: URL(fileURLWithPath: unusedPath()))
    try await WorkerPool.run(configuration) { pool in
      let error = try await pool.solve(.fake("obey")).error()
      #expect(error.code == .workerUnavailable)
    }
    await #expect(throws: UnavailableError.self) { try await WorkerPool.inspect(configuration) }
  }

  @Test func `a job that wants nothing is refused without a worker`() async throws {
    let jobs: [SpiceJob] = [
      .fake("obey", vectors: 0), .fake("obey", points: 0), .fake("obey", points: .max),
      .fake("obey", deadline: 0), .fake("obey", deadline: .nan),
    ]
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      for job in jobs {
        let error = try await pool.solve(job).error()
        #expect(error.code == .deckRejected)
      }
      #expect(await pool.activity.failed == jobs.count)
    }
  }

  @Test func `only a transient may have fewer points, and none may have more`() async throws {
    try await WorkerPool.run(BuiltExecutable.fakePool()) { pool in
      var fewer = SpiceJob.fake("fewer-points")
      #expect(try await pool.solve(fewer).error().code == .protocolViolated)
      fewer.analysis = "tran 1 2 0 1"
      let vectors = try await pool.solve(fewer).solution().vectors
      #expect(vectors == [[0, 1], [2, 3]])
      var more = SpiceJob.fake("more-points")
      more.analysis = "tran 1 2 0 1"
      #expect(try await pool.solve(more).error().code == .protocolViolated)
    }
  }
}
