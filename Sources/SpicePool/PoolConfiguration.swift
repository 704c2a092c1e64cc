public import Foundation

extension WorkerPool {
  /// How many workers there are, and when one is replaced.
  public struct Configuration: Sendable {
    /// The worker executable.
    public var executable: URL
    /// The arguments of the worker; the real worker takes none.
    public var arguments: [String] = []
    /// The number of processes, each with one job at a time.
    public var workers: Int
    /// The number of jobs after which a worker is replaced.
    public var jobsPerWorker = 1000
    /// The resident memory, in bytes, above which a worker is replaced after its job.
    public var residentMemoryLimit = 2 << 30
    /// The time that a process has to say hello, in seconds.
    public var helloDeadlineSeconds = 5.0
    /// How often in a row a process may fail to say hello before its place is given up.
    public var startAttempts = 2
    /// The number of fresh workers that a job may ruin before it is failed.
    public var freshWorkersPerJob = 2
    /// The number of fresh workers that may end without a word under a job before it is failed.
    ///
    /// A process that ends so has crashed, or somebody has killed it: a user, or a system that is
    /// short of memory. Long campaigns are more patient with that than a single read.
    public var crashedWorkersPerJob = 2

    /// Creates a configuration with the usual limits.
    ///
    /// - Parameters:
    ///   - executable: The worker executable; ``WorkerLocator/locate()`` finds it.
    ///   - workers: The number of processes, at least 1.
    public init(executable: URL, workers: Int = 1) {
      precondition(workers > 0, "a pool of \(workers) workers cannot work")
      self.executable = executable
      self.workers = workers
    }
  }
}
