import ArgumentParser
import Configuration
import Foundation
import Studies

/// `assay sweep plan`: what a study is made of.
struct SweepPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Check a study with all its technologies and mappings, and list its evaluations.",
    discussion: """
      Example: assay sweep plan netlists/studies/size.toml
      """)

  @Argument(help: ArgumentHelp("The study.", valueName: "STUDY.toml"))
  var study: String

  @OptionGroup var part: StudyPartOptions

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    var study: String
    var columns: [String]
    var evaluations: [[String]]
  }

  func run() throws {
    let plan = try part.plan(URL(fileURLWithPath: study))
    let report = Report(
      study: plan.study.name, columns: plan.columns, evaluations: plan.points.map(\.labels))
    let lines = [report.columns] + report.evaluations
    let widths = report.columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let table = lines.map { line in
      zip(line, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        .joined(separator: "  ")
    }
    try console.report(
      report,
      text: PrintedText.lines(
        (table + ["\(report.evaluations.count) evaluations"]).joined(separator: "\n")))
  }
}
