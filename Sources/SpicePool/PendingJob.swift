import SpiceProtocol

/// A job that somebody waits for, with what its attempts have come to.
struct PendingJob: Sendable {
  let sequence: Int
  let job: SpiceJob
  let continuation: CheckedContinuation<SpiceOutcome, Never>
  /// The transcripts of attempts that ended a worker, fresh or not.
  var transcripts: [[String]] = []
  /// The fresh workers that this job has ended.
  var freshWorkersLost = 0
  /// Whether only a worker without a past may have it.
  var needsFreshWorker = false
}
