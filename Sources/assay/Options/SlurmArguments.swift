import ArgumentParser
import Campaigns
import Configuration
import Foundation

/// What every job array asks of its cluster.
struct SlurmArguments: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("The time limit of a task.", valueName: "minutes"))
  var time: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("The memory of a task.", valueName: "MB"))
  var memory: Int?

  @Option(help: "The partition; the cluster's default if left out.")
  var partition: String?

  @Option(help: "The account that is charged; the cluster's default if left out.")
  var account: String?

  /// The options of a job array.
  ///
  /// - Parameters:
  ///   - tasks: The number of tasks; nil for as many as fit.
  ///   - processors: The number of processors of a task.
  /// - Returns: The options.
  func options(tasks: Int?, processors: Int) -> SlurmOptions {
    SlurmOptions(
      tasks: tasks, jobs: processors, minutes: time, memory: memory, partition: partition,
      account: account)
  }

  /// The program that the tasks run: this one.
  ///
  /// - Throws: `UnavailableError` if it does not know where it is.
  static func program() throws -> URL {
    guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
      throw UnavailableError("assay", reason: "the program does not know where it is")
    }
    return program
  }
}
