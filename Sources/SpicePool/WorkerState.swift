/// Where a worker is in its life; `docs/spice-workers.md` draws the diagram.
public enum WorkerState: String, Sendable, Codable, Equatable {
  /// The process is asked to start and has not said hello.
  case starting
  /// The process waits for a job.
  case idle
  /// The process works on a job.
  case busy
  /// The simulator asked to be detached.
  case poisoned
  /// The process ended, or said something that is no answer.
  case crashed
  /// The process missed a deadline and was killed.
  case killed
  /// The process is gone; another takes its place.
  case retired
  /// No process could be started in this place.
  case failed
}
