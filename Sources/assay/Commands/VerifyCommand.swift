import ArgumentParser
import ArrayStorage
import Configuration
import Fidelity
import Foundation
import GoldenData
import Records
import Reports

/// `assay verify`: every stored model against its stored golden data.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "The regression test of fidelity: every stored model against its golden data.",
    discussion: """
      Golden data are checked as `golden verify` checks them: digests, recipe, Kirchhoff's law and \
      the nodal solver. Then every model must meet its own tolerance, and predict what it predicted \
      at calibration. Errors are relative RMSE, worst error of full scale, and RMSE of the \
      non-ideality factor, by technology, size and model; what moved since the last release is \
      said and is no failure. Exit status 1: something disagrees.

      Example: assay verify --junit verify.xml --markdown verify.md
      """)

  @Option(
    help: ArgumentHelp(
      "A folder of golden data; may be repeated. All suites in golden/ if left out.",
      valueName: "DIR"))
  var golden: [String] = []

  @Option(help: ArgumentHelp("The folder of the models.", valueName: "DIR"))
  var models = "golden/models"

  @Option(help: ArgumentHelp("Write the results as JUnit XML.", valueName: "FILE"))
  var junit: String?

  @Option(
    help: ArgumentHelp(
      "Write the errors by technology, size and model as a page of Markdown.", valueName: "FILE"))
  var markdown: String?

  @Option(
    help: ArgumentHelp(
      "The numbers of the last release; golden/release-numbers.json, if it is there.",
      valueName: "FILE"))
  var release: String?

  @Option(
    help: ArgumentHelp(
      "Take down the numbers of this run as those of a release.", valueName: "FILE"))
  var record: String?

  @Option(help: "The number of cases at a time; the processors of this machine if left out.")
  var jobs: Int?

  @OptionGroup var console: OutputOptions

  func run() async throws {
    // The numbers of a release may be taken down where the last ones were read from.
    let stored = StoredFidelity(golden: "golden", models: models)
    let suites = try golden.isEmpty ? stored.suites() : golden
    let last = release ?? stored.releaseFile()
    try requirePlaces(for: [junit, markdown], besides: [last])
    try requirePlaces(for: [junit, markdown, record], besides: suites + [models])
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    guard (1...1024).contains(jobs) else {
      throw UsageError("--jobs \(jobs): accepted are 1 to 1024")
    }
    let regression = try await FidelityRegression.run(
      suites: suites, models: stored.modelFiles(),
      release: last,
      isEverything: golden.isEmpty, jobs: jobs, progress: progress)
    if let junit {
      try AtomicFile.write(JUnitReport(regression).xml, to: URL(fileURLWithPath: junit))
    }
    if let markdown {
      try AtomicFile.write(
        Data(FidelityMarkdown(regression).text.utf8), to: URL(fileURLWithPath: markdown))
    }
    let report = FidelitySummary(regression)
    for finding in report.findings { complain(finding) }
    try console.report(report, text: report.text)
    guard report.agrees else { throw ExitStatus.outsideTolerance }
    if let record {
      try ReleaseNumbers(regression, version: assayVersion)
        .write(to: URL(fileURLWithPath: record))
    }
  }

  /// Says what has begun; every suite is a progress of its own.
  private var progress: @Sendable (String, Int, Int) -> Void {
    let lines = ProgressLines(options: console)
    return { lines.update($0, $1, of: $2) }
  }
}
