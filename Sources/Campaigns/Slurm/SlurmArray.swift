internal import ArrayStorage
internal import Configuration
public import Foundation

/// A campaign or a study as a Slurm job array: one shard a task, then a job that joins the shards.
///
/// Every task goes on with `--resume`, so it may be killed, requeued and submitted again at any time: what
/// is finished is kept, and what is joined has the bytes of an undivided run.
public struct SlurmArray: Sendable {
  /// The most tasks that are chosen without being asked for; clusters rarely allow more at once.
  private static let taskLimit = 1000
  /// The expected time of a task that is aimed at, in seconds.
  private static let taskSeconds = 1800.0
  /// The time and the memory of a task of which nobody knows them, in minutes and mebibytes.
  private static let (plainMinutes, plainMemory) = (240, 4096)
  /// What a task needs beside its simulators, and what any simulator needs, in mebibytes.
  private static let (coordinatorMemory, simulatorMemory) = (512.0, 128.0)

  /// The name of the suite or study, which the jobs have.
  public let suite: String
  /// What it is, for people.
  let title: String
  /// The command of a task; `$task` is its number.
  let shardCommand: String
  /// The command of the job that joins the shards.
  let joinCommand: String
  /// The number of tasks.
  public let tasks: Int
  /// The number of simulator processes of a task.
  public let jobs: Int
  /// The number of cases.
  public let cases: Int
  /// The expected time of the whole campaign on one processor, in seconds.
  public let totalSeconds: Double
  /// The expected time of the longest task, in seconds.
  public let longestTaskSeconds: Double
  /// The time limit of a task, in minutes.
  public let minutes: Int
  /// The memory of a task, in mebibytes.
  public let memory: Int
  let partition: String?
  let account: String?

  /// Plans the array.
  ///
  /// - Parameters:
  ///   - plan: The campaign.
  ///   - recipe: The recipe, on a disk that all nodes share.
  ///   - program: The program that the tasks run, on a disk that all nodes share.
  ///   - options: What the user asks for.
  /// - Throws: `UsageError` if an option makes no sense.
  public init(
    _ plan: CampaignPlan, recipe: URL, program: URL, options: SlurmOptions
  ) throws {
    let cases = plan.cases
    try Self.check(options, cases: cases.count, paths: [recipe.path, program.path])
    suite = plan.recipe.name
    title = "The suite \(suite)"
    self.cases = cases.count
    jobs = options.jobs
    partition = options.partition
    account = options.account
    let total = cases.reduce(0) { $0 + $1.expectedSeconds }
    totalSeconds = total
    let wanted = (total / Double(options.jobs) / Self.taskSeconds).rounded(.up)
    let count = options.tasks ?? max(1, min(Int(min(wanted, 1e6)), Self.taskLimit, cases.count))
    tasks = count
    var longest = 0.0
    for task in 0..<count {
      let own = stride(from: task, to: cases.count, by: count).map { cases[$0].expectedSeconds }
      let sum = own.reduce(0, +)
      longest = max(longest, max(sum / Double(options.jobs), own.max() ?? 0))
    }
    longestTaskSeconds = longest
    // Nodes differ, and estimates err: three times the time, and some for the start.
    minutes = options.minutes ?? Int(min((longest * 3 / 60 + 10).rounded(.up), 525_600))
    let largest = cases.map(Self.simulatorBytes).max() ?? 0
    let needed =
      Self.coordinatorMemory
      + Double(options.jobs) * 1.5 * max(largest / 1_048_576, Self.simulatorMemory)
    memory = options.memory ?? Int((needed / 256).rounded(.up)) * 256
    let quotedProgram = Self.quoted(program.path)
    shardCommand = """
      \(quotedProgram) golden generate \(Self.quoted(recipe.path)) \\
        --shard "$task/\(count)" --output "shards/$task" --resume --jobs \(options.jobs)
      """
    joinCommand = """
      folders=()
      for task in $(seq \(count)); do folders+=("shards/$task"); done
      exec \(quotedProgram) golden merge "${folders[@]}" --output suite
      """
  }

  /// Plans the array of anything whose time and memory nobody estimates.
  ///
  /// - Parameters:
  ///   - name: What it is called.
  ///   - title: What it is, for people.
  ///   - cases: The number of pieces of work, of which a shard takes every n-th.
  ///   - paths: The files that stand in the commands.
  ///   - options: What the user asks for, with the time and the memory of a task.
  ///   - shardCommand: The command of a task, from the number of tasks; `$task` is the task's own.
  ///   - joinCommand: The command of the job that joins the shards.
  /// - Throws: `UsageError` if an option makes no sense.
  package init(
    name: String, title: String, cases: Int, paths: [String], options: SlurmOptions,
    shardCommand: (_ tasks: Int) -> String, joinCommand: String
  ) throws {
    try Self.check(options, cases: cases, paths: paths)
    suite = name
    self.title = title
    self.cases = cases
    jobs = options.jobs
    (partition, account) = (options.partition, options.account)
    tasks = options.tasks ?? min(cases, Self.taskLimit)
    minutes = options.minutes ?? Self.plainMinutes
    memory = options.memory ?? Self.plainMemory
    (totalSeconds, longestTaskSeconds) = (0, 0)
    self.shardCommand = shardCommand(tasks)
    self.joinCommand = joinCommand
  }

  /// Refuses options that make no sense, and paths that no script can hold.
  private static func check(_ options: SlurmOptions, cases: Int, paths: [String]) throws {
    try Self.require((1...1024).contains(options.jobs), "--jobs \(options.jobs)", "1 to 1024")
    if let tasks = options.tasks {
      try Self.require(
        (1...cases).contains(tasks), "--tasks \(tasks)",
        "1 to \(cases), the number of cases")
    }
    if let minutes = options.minutes {
      try Self.require((2...525_600).contains(minutes), "--time \(minutes)", "2 to 525600 minutes")
    }
    if let memory = options.memory {
      try Self.require(
        (64...16_777_216).contains(memory), "--memory \(memory)", "64 to 16777216 MB")
    }
    for (name, word) in [("partition", options.partition), ("account", options.account)] {
      if let word {
        let isPlain = word.utf8.allSatisfy { byte in
          UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
            || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
            || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "_-.,@".utf8.contains(byte)
        }
        try Self.require(
          isPlain && !word.isEmpty && !word.hasPrefix("-"), "--\(name) \(word)",
          "letters, digits and _ - . , @")
      }
    }
    for path in paths where path.contains(where: \.isNewline) {
      throw UsageError("\(path.debugDescription): a path in a script may hold no line break")
    }
  }

  private static func require(_ condition: Bool, _ found: String, _ accepted: String) throws {
    guard condition else { throw UsageError("\(found): accepted are \(accepted)") }
  }

  /// The memory of a simulator at work on a case, in bytes.
  ///
  /// At 128 × 128 a worker of ngspice 39 was seen at 430 to 470 MB with four inputs, and with 730 MB
  /// at 64 × 64 where cells are sweeps of 21 points. Factors fill in with the third power of the
  /// side; this is an upper estimate, and the vectors of the batch come on top.
  private static func simulatorBytes(_ planned: PlannedCase) -> Double {
    let cells = Double(planned.rows) * Double(planned.columns)
    let factors = 130e6 * pow(cells.squareRoot() / 64, 3)
    // The library keeps all nodes of all points, the worker and the coordinator a copy each.
    return factors + 3 * 8 * 2.2 * cells * Double(planned.block.batch)
  }

  /// Writes the scripts.
  ///
  /// - Parameter folder: The folder; it is created if it does not exist.
  /// - Returns: The script that submits both jobs.
  /// - Throws: `UsageError` if the folder holds another campaign's scripts, `UnavailableError` if
  ///   it cannot be written.
  public func write(to folder: URL) throws -> URL {
    let files = FileManager.default
    for name in ["logs", "shards"] {
      try OutputFolder.make(folder.appendingPathComponent(name))
    }
    // Shards are shards of one number of tasks: folders of another division would be left over.
    let shards =
      (try? files.contentsOfDirectory(atPath: folder.appendingPathComponent("shards").path)) ?? []
    if let foreign = shards.first(where: { Int($0).map { !(1...tasks).contains($0) } ?? true }) {
      throw UsageError(
        "\(folder.path) holds shards/\(foreign), which \(tasks) tasks do not make; name another folder"
      )
    }
    let submit = folder.appendingPathComponent("submit")
    for (name, text) in [
      ("array.sbatch", arrayScript), ("merge.sbatch", mergeScript), ("submit", submitScript),
    ] {
      let place = folder.appendingPathComponent(name)
      try AtomicFile.write(Data(text.utf8), to: place)
      chmod(place.path, 0o755)
    }
    return submit
  }
}
