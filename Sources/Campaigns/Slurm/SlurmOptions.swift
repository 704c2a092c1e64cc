/// What a user asks of a Slurm cluster.
public struct SlurmOptions: Sendable {
  /// The number of array tasks; nil chooses it from the expected time.
  public var tasks: Int?
  /// The number of simulator processes of a task, each on a processor of its own.
  public var jobs: Int
  /// The time limit of a task, in minutes; nil takes it from the expected time.
  public var minutes: Int?
  /// The memory of a task, in mebibytes; nil takes it from the sizes of the arrays.
  public var memory: Int?
  /// The partition; nil leaves the choice to the cluster.
  public var partition: String?
  /// The account that is charged; nil leaves the choice to the cluster.
  public var account: String?

  /// Creates options.
  ///
  /// - Parameters:
  ///   - tasks: The number of array tasks; nil chooses it from the expected time.
  ///   - jobs: The number of simulator processes of a task.
  ///   - minutes: The time limit of a task, in minutes; nil takes it from the expected time.
  ///   - memory: The memory of a task, in mebibytes; nil takes it from the sizes of the arrays.
  ///   - partition: The partition; nil leaves the choice to the cluster.
  ///   - account: The account that is charged; nil leaves the choice to the cluster.
  public init(
    tasks: Int? = nil, jobs: Int = 2, minutes: Int? = nil, memory: Int? = nil,
    partition: String? = nil, account: String? = nil
  ) {
    self.tasks = tasks
    self.jobs = jobs
    self.minutes = minutes
    self.memory = memory
    self.partition = partition
    self.account = account
  }
}
