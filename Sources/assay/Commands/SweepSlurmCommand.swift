import ArgumentParser
import Campaigns
import Configuration
import Foundation
import Studies

/// `assay sweep slurm`: a study as a job array of a cluster.
struct SweepSlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm",
    abstract: "Write a Slurm job array that computes a study, and a job that writes its tables.",
    discussion: """
      Tasks may be killed, requeued and submitted again at any time; tables and results have the bytes \
      of an undivided run. Folder, study, data and program must be on a disk that all nodes share. A task \
      has four hours and 4096 MB unless --time and --memory say otherwise.

      Example: assay sweep slurm netlists/studies/size.toml --output /shared/size --tasks 8 --time 60
      """)

  @Argument(help: ArgumentHelp("The study.", valueName: "STUDY.toml"))
  var study: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder for scripts, logs and results.", valueName: "DIR"))
  var output: String

  @Option(
    parsing: .unconditional,
    help: "The number of array tasks; one for every evaluation, up to 1000, if left out.")
  var tasks: Int?

  @OptionGroup var part: StudyPartOptions

  @Option(
    parsing: .unconditional, help: "The number of threads of a task, each with a processor.")
  var threads = 2

  @OptionGroup var cluster: SlurmArguments

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    var study: String
    var evaluations: Int
    var tasks: Int
    var minutesOfTask: Int
    var megabytesOfTask: Int
    var submit: String
  }

  func run() throws {
    let study = URL(fileURLWithPath: study).standardizedFileURL
    let plan = try part.plan(study)
    let array = try SlurmArray(
      plan, at: study, program: SlurmArguments.program(), limit: part.limit,
      parts: part.only,
      options: cluster.options(tasks: tasks, processors: threads))
    let submit = try array.write(to: URL(fileURLWithPath: output).standardizedFileURL)
    let folder = submit.deletingLastPathComponent().path
    try console.report(
      Report(
        study: array.suite, evaluations: array.cases, tasks: array.tasks,
        minutesOfTask: array.minutes, megabytesOfTask: array.memory, submit: submit.path),
      text: """
        study \(array.suite): \(array.cases) evaluations in \(array.tasks) tasks of \(array.jobs) \
        processors, \(array.minutes) min and \(array.memory) MB each

        submit:   \(submit.path)
        watch:    squeue --me; the tasks write to \(folder)/logs
        go on:    run submit again after a failure; what is finished is kept
        result:   \(folder)/study
        """)
  }
}
