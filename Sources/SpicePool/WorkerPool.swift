internal import Configuration
internal import Foundation
public import SpiceProtocol

/// Many simulator processes under one supervisor.
///
/// A pool lives as long as the body of ``run(_:body:)`` and its processes no longer. Every job ends
/// in exactly one outcome, whatever happens to the processes.
public actor WorkerPool {
  /// The limits that the pool keeps.
  public nonisolated let configuration: Configuration
  /// What the workers have been through so far.
  public private(set) var activity: PoolActivity

  /// The process that last said hello in each place.
  package private(set) var processIDs: [Int: Int32] = [:]

  private var queue: [PendingJob] = []
  private var running: [Int: (pending: PendingJob, worker: Int)] = [:]
  private var idlers: [Int: CheckedContinuation<PendingJob?, Never>] = [:]
  private var idlersWithPast: Set<Int> = []
  private var simulator: SimulatorVersion?
  private var simulatorWaiters: [CheckedContinuation<SimulatorVersion?, Never>] = []
  private var nextSequence = 0
  private var isClosed = false
  private var failures: [Int: UnavailableError] = [:]

  private init(_ configuration: Configuration) {
    self.configuration = configuration
    activity = PoolActivity(workers: configuration.workers)
  }

  /// Runs a body with a pool whose processes start now and are gone when this returns.
  ///
  /// Canceling the surrounding task kills the processes and fails every job that is not done.
  ///
  /// - Parameters:
  ///   - configuration: The worker executable and the limits.
  ///   - body: The work that has jobs to solve.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws.
  public static func run<R>(
    _ configuration: Configuration, body: (WorkerPool) async throws -> R
  ) async throws -> R {
    precondition(
      configuration.workers > 0 && configuration.jobsPerWorker > 0,
      "\(configuration.workers) workers of \(configuration.jobsPerWorker) jobs cannot work")
    // Writing to a worker that has just died must be an error, not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    try requireTemporaryFolder()
    let pool = WorkerPool(configuration)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<configuration.workers {
        group.addTask { await WorkerKeeper(pool: pool, worker: worker).keep() }
      }
      let result: Result<R, any Error>
      do { result = .success(try await body(pool)) } catch { result = .failure(error) }
      await pool.close()
      group.cancelAll()
      try await group.waitForAll()
      return try result.get()
    }
  }

  /// A worker begins in an empty folder of its own, which it makes where temporary files go.
  private static func requireTemporaryFolder() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let name = "\(folder)/assay-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    guard mkdir(name, 0o700) == 0 else {
      throw UnavailableError(
        folder,
        reason: "temporary files cannot be written there: \(String(cString: strerror(errno))); "
          + "name another folder in TMPDIR")
    }
    rmdir(name)
  }

  /// Solves a job on the next free worker.
  ///
  /// Safe to call from many tasks at once; a call returns when its job is done. To keep few decks
  /// in memory, keep at most `2 × configuration.workers` calls under way.
  ///
  /// - Parameter job: The job.
  /// - Returns: The vectors with their evidence, or why there are none.
  public func solve(_ job: SpiceJob) async -> SpiceOutcome {
    let sequence = nextSequence
    nextSequence += 1
    if let error = preliminaryError(job) {
      activity.failed += 1
      return .failed(error)
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enqueue(PendingJob(sequence: sequence, job: job, continuation: continuation))
      }
    } onCancel: {
      Task { await self.cancel(sequence) }
    }
  }

  /// The most values, vectors times points, of a job; its frame holds twice as many.
  package static let mostValues = Frame.sizeLimit / 16 - 1

  private func preliminaryError(_ job: SpiceJob) -> SpiceError? {
    if let error = unavailability(job) { return error }
    if isClosed || Task.isCancelled {
      return SpiceError(.canceled, job: job, reason: "the pool is closed")
    }
    if job.vectors.isEmpty || job.pointCount < 1 || !(job.deadlineSeconds > 0) {
      return SpiceError(
        .deckRejected, job: job,
        reason: "a job wants vectors, points and time; found \(job.vectors.count) vectors, "
          + "\(job.pointCount) points, \(job.deadlineSeconds) s")
    }
    if job.firstPoint < 0 || job.pointStride < 1 {
      return SpiceError(
        .deckRejected, job: job,
        reason: "wanted points begin at 0 or later and are 1 or more apart; found "
          + "\(job.firstPoint) and \(job.pointStride)")
    }
    let (values, overflows) = job.vectors.count.multipliedReportingOverflow(by: job.pointCount)
    if overflows || values > Self.mostValues || job.deck.utf8.count >= Frame.sizeLimit / 2 {
      return SpiceError(
        .deckRejected, job: job,
        reason: "\(job.deck.utf8.count) bytes of deck or \(job.vectors.count) × \(job.pointCount) "
          + "values do not fit into a frame of \(Frame.sizeLimit) bytes; split the batch")
    }
    return nil
  }

  private func unavailability(_ job: SpiceJob) -> SpiceError? {
    guard failures.count == configuration.workers,
      let failure = failures.min(by: { $0.key < $1.key })?.value
    else { return nil }
    return SpiceError(.workerUnavailable, job: job, reason: failure.description)
  }

  private func enqueue(_ pending: PendingJob) {
    if isClosed {
      finish(pending, .failed(SpiceError(.canceled, job: pending.job, reason: "canceled")))
      return
    }
    if let error = unavailability(pending.job) {
      finish(pending, .failed(error))
      return
    }
    let fresh = idlers.keys.filter { !idlersWithPast.contains($0) }.min()
    let any = idlers.keys.min()
    guard let worker = fresh ?? any else {
      pending.needsFreshWorker ? queue.insert(pending, at: 0) : queue.append(pending)
      return
    }
    if pending.needsFreshWorker && fresh == nil {
      // An idle worker with a past makes room for one without.
      queue.insert(pending, at: 0)
      wake(worker, with: nil)
      return
    }
    start(pending, on: worker)
  }

  private func start(_ pending: PendingJob, on worker: Int) {
    running[pending.sequence] = (pending, worker)
    wake(worker, with: pending)
  }

  private func wake(_ worker: Int, with pending: PendingJob?) {
    idlersWithPast.remove(worker)
    idlers.removeValue(forKey: worker)?.resume(returning: pending)
  }

  /// The next job for a worker; nil if the worker is to retire.
  func nextJob(for worker: Int, isFresh: Bool) async -> PendingJob? {
    if isClosed || Task.isCancelled { return nil }
    if let index = queue.firstIndex(where: { isFresh || !$0.needsFreshWorker }) {
      // The head of the queue waits for a fresh worker: become one.
      if index > 0 && !isFresh { return nil }
      let pending = queue.remove(at: index)
      running[pending.sequence] = (pending, worker)
      return pending
    }
    if !queue.isEmpty { return nil }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if isClosed || Task.isCancelled {
          continuation.resume(returning: nil)
          return
        }
        idlers[worker] = continuation
        if !isFresh { idlersWithPast.insert(worker) }
      }
    } onCancel: {
      Task { await self.wake(worker, with: nil) }
    }
  }

  /// Ends a job that a worker answered; the worker is idle before the caller knows.
  func complete(_ pending: PendingJob, by worker: Int, with outcome: SpiceOutcome) {
    activity.enter(.idle, worker: worker)
    guard running.removeValue(forKey: pending.sequence) != nil else { return }
    finish(pending, outcome)
  }

  /// Decides about a job whose worker is lost: another attempt, or a failure with all transcripts.
  func lose(
    _ pending: PendingJob, code: SpiceError.Code, reason: String, transcript: [String],
    wasFresh: Bool
  ) {
    guard running.removeValue(forKey: pending.sequence) != nil else { return }
    var pending = pending
    let earlier = pending.transcripts
    pending.transcripts.append(transcript)
    pending.needsFreshWorker = true
    if wasFresh { pending.freshWorkersLost += 1 }
    let limit =
      code == .workerCrashed
      ? configuration.crashedWorkersPerJob : configuration.freshWorkersPerJob
    if pending.freshWorkersLost >= limit {
      finish(
        pending,
        .failed(
          SpiceError(
            code, job: pending.job,
            reason: "\(reason), in \(pending.freshWorkersLost) fresh workers",
            transcript: transcript, earlierTranscripts: earlier)))
      return
    }
    if isClosed {
      finish(pending, .failed(SpiceError(.canceled, job: pending.job, reason: "canceled")))
      return
    }
    activity.retries += 1
    enqueue(pending)
  }

  private func finish(_ pending: PendingJob, _ outcome: SpiceOutcome) {
    switch outcome {
    case .solved: activity.solved += 1
    case .failed: activity.failed += 1
    }
    pending.continuation.resume(returning: outcome)
  }

  /// Fails a job for its caller, at once; the process of a running one is killed.
  private func cancel(_ sequence: Int) {
    if let index = queue.firstIndex(where: { $0.sequence == sequence }) {
      let pending = queue.remove(at: index)
      finish(pending, .failed(SpiceError(.canceled, job: pending.job, reason: "canceled")))
    } else if let (pending, worker) = running.removeValue(forKey: sequence) {
      // A job is in this table only while its worker's keeper has not let go of the process, so
      // the number cannot belong to another process yet.
      if let process = processIDs[worker] { kill(process, SIGKILL) }
      finish(pending, .failed(SpiceError(.canceled, job: pending.job, reason: "canceled")))
    }
  }

  /// Which simulator the workers run; waits for the first hello.
  ///
  /// - Returns: What the library says about itself.
  /// - Throws: `UnavailableError` if no worker can be started.
  public func simulatorVersion() async throws -> SimulatorVersion {
    if let simulator { return simulator }
    if failures.count < configuration.workers && !isClosed {
      if let found = await withCheckedContinuation({ simulatorWaiters.append($0) }) { return found }
    }
    throw failures.min { $0.key < $1.key }?.value
      ?? UnavailableError(configuration.executable.path, reason: "the pool is closed")
  }

  /// Records a worker's hello.
  func greet(_ hello: WorkerMessage.Hello, worker: Int) {
    activity.enter(.idle, worker: worker)
    processIDs[worker] = hello.processID
    simulator = simulator ?? hello.simulator
    answerSimulatorWaiters()
  }

  private func answerSimulatorWaiters() {
    for waiter in simulatorWaiters { waiter.resume(returning: simulator) }
    simulatorWaiters = []
  }

  func enter(_ state: WorkerState, worker: Int) {
    activity.enter(state, worker: worker)
  }

  /// Gives up a worker's place; without any place left, every job fails.
  func giveUp(worker: Int, because error: UnavailableError) {
    activity.enter(.failed, worker: worker)
    failures[worker] = error
    guard failures.count == configuration.workers else { return }
    answerSimulatorWaiters()
    let waiting = queue
    queue = []
    for pending in waiting {
      guard let error = unavailability(pending.job) else { continue }
      finish(pending, .failed(error))
    }
  }

  private func close() {
    isClosed = true
    answerSimulatorWaiters()
    for worker in idlers.keys.sorted() { wake(worker, with: nil) }
    let waiting = queue + running.values.map(\.pending).sorted { $0.sequence < $1.sequence }
    queue = []
    running = [:]
    for pending in waiting {
      finish(
        pending, .failed(SpiceError(.canceled, job: pending.job, reason: "the pool is closed")))
    }
  }
}
