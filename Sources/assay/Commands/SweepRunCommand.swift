import ArgumentParser
import ArrayStorage
import Campaigns
import Configuration
import Foundation
import Reports
import Studies

/// `assay sweep run`: the evaluations of a study, or of one shard of it.
struct SweepRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Compute what of a study is not finished, and write its table.",
    discussion: """
      The folder gets study.csv, study.md, study.html, figures as SVG files and, in results, a file for \
      every evaluation; assay report takes it. \
      Stopped at any moment, also by kill -9, it continues with --resume and ends in the same bytes; \
      shards may fill one folder, of which a run without --shard makes the tables. Exit status 1: an \
      evaluation is refused, for the reason in the table; the others are kept.

      Example: assay sweep netlists/studies/size.toml --output /tmp/size
      """)

  @Argument(help: ArgumentHelp("The study.", valueName: "STUDY.toml"))
  var study: String

  @Option(name: [.short, .long], help: ArgumentHelp("The folder to fill.", valueName: "DIR"))
  var output: String

  @Option(help: ArgumentHelp("Compute every n-th evaluation only.", valueName: "i/n"))
  var shard: String?

  @Flag(help: "Continue what is in the folder.")
  var resume = false

  @OptionGroup var part: StudyPartOptions

  @Option(parsing: .unconditional, help: "How many threads share an evaluation.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var console: OutputOptions

  private static let reportName = "study.html"

  private struct Summary: Encodable {
    var study: String
    var total: Int
    var reused: Int
    var measured: Int
    var refused: Int
    var output: String
  }

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads is \(threads); accepted: 1 to 1024")
    }
  }

  /// Checks that what is written at the end can be written.
  private func requirePlaces(in folder: URL) throws {
    try OutputFolder.require(folder.appendingPathComponent("figures"))
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    for name in [StudyRun.tableName, StudyRun.pageName, Self.reportName] {
      try requirePlace(for: folder.appendingPathComponent(name).path)
    }
  }

  func run() async throws {
    let share = try CampaignCost.shard(shard)
    let plan = try part.plan(URL(fileURLWithPath: study))
    let folder = URL(fileURLWithPath: output)
    if share == .whole { try requirePlaces(in: folder) }
    let total = plan.points.count { share.contains($0.index) }
    let progress = ProgressLine("evaluations", total: total, options: console)
    var done = 0
    let found = try StudyRun(
      plan, output: folder, shard: share, resumes: resume, threads: threads
    ).run { event in
      if case .refused(let reason) = event { console.note("refused: \(reason)") }
      done += 1
      progress.update(done)
    }
    if let table = found.table {
      let page = ReportPage(study: table, program: "assay \(assayVersion)")
      try await page.write(to: folder.appendingPathComponent(Self.reportName))
      try await page.writeFigures(to: folder.appendingPathComponent("figures"))
    }
    let summary = Summary(
      study: found.study, total: found.total, reused: found.reused, measured: found.measured,
      refused: found.refused, output: output)
    try console.report(
      summary,
      text: "\(found.study): \(found.total) evaluations, \(found.measured) computed now"
        + (found.refused > 0 ? ", \(found.refused) refused" : "")
        + (found.table == nil
          ? "; a run without --shard writes the table" : "; table and figures in \(output)"))
    if found.table != nil, found.refused > 0 { throw ExitStatus.outsideTolerance }
  }
}
