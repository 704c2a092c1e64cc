internal import Configuration
internal import Foundation
internal import SpiceProtocol
internal import Subprocess
internal import SystemPackage

/// Keeps one worker's place filled: starts a process, gives it jobs, replaces it.
struct WorkerKeeper {
  /// How the life of a process ended.
  private enum End {
    /// It was asked to go, or something happened to it after it had said hello.
    case retired
    /// It never said hello, for a reason that may pass.
    case mute(String)
    /// It never will.
    case foreign(String)
  }

  let pool: WorkerPool
  let worker: Int

  /// Runs one process after the other until the pool closes.
  func keep() async {
    var muteCount = 0
    while !Task.isCancelled {
      await pool.enter(.starting, worker: worker)
      let end = await live()
      if Task.isCancelled { break }
      switch end {
      case .retired:
        muteCount = 0
        await pool.enter(.retired, worker: worker)
      case .mute(let reason):
        muteCount += 1
        guard muteCount >= pool.configuration.startAttempts else { continue }
        await giveUp(reason)
        return
      case .foreign(let reason):
        await giveUp(reason)
        return
      }
    }
  }

  private func giveUp(_ reason: String) async {
    await pool.giveUp(
      worker: worker,
      because: UnavailableError(pool.configuration.executable.path, reason: reason))
  }

  /// The life of one process, from its start to its end.
  private func live() async -> End {
    do {
      let configuration = pool.configuration
      let tail = StandardErrorTail()
      return try await Subprocess.run(
        .path(FilePath(configuration.executable.path)),
        arguments: Arguments(configuration.arguments),
        input: .inputWriter, output: .sequence, error: .sequence
      ) { process in
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            // A read that fails is the end of the process, and that is seen elsewhere.
            var pieces = process.standardError.makeAsyncIterator()
            while let piece = try? await pieces.next() {
              piece.withUnsafeBytes { tail.append($0) }
            }
            tail.end()
          }
          let end = await converse(with: process, tail: tail)
          // Whatever it was doing: nobody wants it any more.
          try? process.send(signal: .kill)
          await group.waitForAll()
          return end
        }
      }.closureResult
    } catch {
      return .mute("the process cannot be started: \(error)")
    }
  }

  private func converse(
    with process: WorkerConversation.Process, tail: StandardErrorTail
  ) async -> End {
    var conversation = WorkerConversation(process)
    let hello: WorkerMessage.Hello
    do {
      hello = try await conversation.hello(deadline: pool.configuration.helloDeadlineSeconds)
    } catch {
      switch error {
      case .deadline:
        return .mute("no hello within \(pool.configuration.helloDeadlineSeconds) s")
      case .ended(let reason):
        let words = [reason + " before it said hello"] + (await tail.lastLines(5))
        return .mute(words.joined(separator: "; "))
      case .nonsense(let reason): return .foreign(reason)
      }
    }
    await pool.greet(hello, worker: worker)
    var jobCount = 0
    while jobCount < pool.configuration.jobsPerWorker,
      let pending = await pool.nextJob(for: worker, isFresh: jobCount == 0)
    {
      await pool.enter(.busy, worker: worker)
      guard
        await perform(
          pending, isFresh: jobCount == 0, simulator: hello.simulator, conversation: &conversation,
          tail: tail)
      else { return .retired }
      jobCount += 1
    }
    return .retired
  }

  /// Has one job done.
  ///
  /// - Returns: Whether the process can have another.
  private func perform(
    _ pending: PendingJob, isFresh: Bool, simulator: SimulatorVersion,
    conversation: inout WorkerConversation, tail: StandardErrorTail
  ) async -> Bool {
    let job = pending.job
    do {
      let (outcome, vectors) = try await conversation.outcome(of: job, sequence: pending.sequence)
      switch outcome.failure {
      case nil:
        await pool.complete(
          pending, by: worker,
          with: .solved(
            SpiceResult(
              vectors: vectors, path: outcome.path, transcript: outcome.transcript,
              simulator: simulator, matrixSolver: outcome.matrixSolver)))
      case .poisoned?:
        await pool.enter(.poisoned, worker: worker)
        await pool.lose(
          pending, code: .poisoned, reason: outcome.reason, transcript: outcome.transcript,
          wasFresh: isFresh)
        return false
      case let code?:
        await pool.complete(
          pending, by: worker,
          with: .failed(
            SpiceError(code, job: job, reason: outcome.reason, transcript: outcome.transcript)))
      }
      return outcome.residentBytes <= pool.configuration.residentMemoryLimit
    } catch {
      let state: WorkerState
      let code: SpiceError.Code
      let reason: String
      var transcript = tail.lines(SpiceError.transcriptLimit)
      switch error {
      case .deadline:
        (state, code) = (.killed, .deadlineExceeded)
        reason = "no answer within \(job.deadlineSeconds) s"
      case .ended(let text):
        (state, code, reason) = (.crashed, .workerCrashed, text)
        transcript = await tail.lastLines(SpiceError.transcriptLimit)
      case .nonsense(let text): (state, code, reason) = (.crashed, .protocolViolated, text)
      }
      await pool.enter(state, worker: worker)
      await pool.lose(
        pending, code: code, reason: reason, transcript: transcript, wasFresh: isFresh)
      return false
    }
  }
}
