public import Campaigns
public import Foundation

extension SlurmArray {
  /// Plans the array of a study: its shards fill one folder, `study`, and the job that joins them writes its
  /// tables.
  ///
  /// - Parameters:
  ///   - plan: The study.
  ///   - url: Its file, on a disk that all nodes share.
  ///   - program: The program that the tasks run, on a disk that all nodes share.
  ///   - limit: The most images of every network that the plan was read with.
  ///   - parts: What of the study the plan keeps.
  ///   - options: What the user asks for; four hours and 4 GB a task unless it says otherwise.
  /// - Throws: `UsageError` if an option makes no sense.
  public init(
    _ plan: StudyPlan, at url: URL, program: URL, limit: Int? = nil,
    parts: [StudyPlan.Part] = [], options: SlurmOptions
  ) throws {
    let command =
      "\(Self.quoted(program.path)) sweep \(Self.quoted(url.path)) --output study --resume "
      + "--threads \(options.jobs)" + (limit.map { " --limit \($0)" } ?? "")
      + parts.map { " --only \(Self.quoted($0.text))" }.joined()
    try self.init(
      name: plan.study.name, title: "The study \(plan.study.name)", cases: plan.points.count,
      paths: [url.path, program.path], options: options,
      shardCommand: { "\(command) --shard \"$task/\($0)\"" }, joinCommand: "exec \(command)")
  }
}
