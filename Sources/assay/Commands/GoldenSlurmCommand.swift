import ArgumentParser
import Campaigns
import Configuration
import Foundation

/// `assay golden slurm`: a campaign as a job array of a cluster.
struct GoldenSlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm",
    abstract: "Write a Slurm job array that computes a recipe, and a job that joins its shards.",
    discussion: """
      Tasks may be killed, requeued and submitted again at any time; the suite has the bytes of an \
      undivided run. Folder, recipe and program must be on a disk that all nodes share. Time and \
      memory are estimated from the sizes of the arrays if they are left out.

      Example: assay golden slurm golden/ohmic-100k/suite.toml --output /shared/ohmic-100k \
      --tasks 8 --partition batch
      """)

  @Argument(help: ArgumentHelp("The recipe.", valueName: "SUITE.toml"))
  var recipe: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder for scripts, shards, logs and suite.", valueName: "DIR"))
  var output: String

  @Option(help: "The number of array tasks; about one for half an hour of work if left out.")
  var tasks: Int?

  @Option(help: "The number of simulator processes of a task, each with a processor.")
  var jobs = 2

  @OptionGroup var cluster: SlurmArguments

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    var suite: String
    var cases: Int
    var tasks: Int
    var expectedSeconds: Double
    var expectedSecondsOfLongestTask: Double
    var minutesOfTask: Int
    var megabytesOfTask: Int
    var submit: String
  }

  func run() throws {
    let recipe = URL(fileURLWithPath: recipe).standardizedFileURL
    let plan = try CampaignPlan(contentsOf: recipe, generator: "assay \(assayVersion)")
    let array = try SlurmArray(
      plan, recipe: recipe, program: SlurmArguments.program(),
      options: cluster.options(tasks: tasks, processors: jobs))
    let submit = try array.write(to: URL(fileURLWithPath: output).standardizedFileURL)
    let report = Report(
      suite: array.suite, cases: array.cases, tasks: array.tasks,
      expectedSeconds: array.totalSeconds,
      expectedSecondsOfLongestTask: array.longestTaskSeconds, minutesOfTask: array.minutes,
      megabytesOfTask: array.memory, submit: submit.path)
    try console.report(report, text: Self.text(array, submit: submit.path))
  }

  private static func text(_ array: SlurmArray, submit: String) -> String {
    let folder = URL(fileURLWithPath: submit).deletingLastPathComponent().path
    return """
      suite \(array.suite): \(array.cases) cases in \(array.tasks) tasks of \(array.jobs) processors
      expected: \(duration(array.totalSeconds)) of processor time, the longest task \
      \(duration(array.longestTaskSeconds)); limits of a task: \(array.minutes) min, \(array.memory) MB

      submit:   \(submit)
      watch:    squeue --me; the shards write to \(folder)/logs
      requeue:  scontrol requeue JOB_TASK at any time; finished cases are kept
      go on:    run submit again after a failure; finished shards end at once
      result:   \(folder)/suite, checked with assay golden verify
      """
  }

  private static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<100: String(format: "%.0f s", seconds)
    case ..<6000: String(format: "%.0f min", seconds / 60)
    default: String(format: "%.1f h", seconds / 3600)
    }
  }
}
