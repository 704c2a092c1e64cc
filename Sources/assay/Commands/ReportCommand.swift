import ArgumentParser
import Configuration
import Foundation
import Reports

/// `assay report`: tables, plots and one HTML page from stored results.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show stored results on one HTML page that needs nothing else.",
    discussion: """
      Example: assay report result.json model.json golden/sinh-100k --output page.html

      A result is a JSON file of assay evaluate or assay calibrate, a folder of golden data, or the \
      folder of a study that assay sweep wrote. A model whose golden data are given too is \
      compared with them. Figures are drawn by gnuplot.
      """)

  @Argument(
    help: ArgumentHelp(
      "Evaluations, models, and folders of golden data or of a study.", valueName: "RESULT"))
  var results: [String]

  @Option(name: [.short, .long], help: ArgumentHelp("The page.", valueName: "PAGE.html"))
  var output: String

  @Option(help: "The title of the page.")
  var title = "Crossbar accuracy"

  @OptionGroup var console: OutputOptions

  /// What was written.
  private struct Report: Encodable {
    var output: String
    var results: Int
    var sections: [String]
  }

  func run() async throws {
    try requirePlaces(for: [output], besides: results)
    let stored = try results.map { try StoredResult(contentsOf: URL(fileURLWithPath: $0)) }
    let page = try ReportPage(title: title, results: stored, program: "assay \(assayVersion)")
    try await page.write(to: URL(fileURLWithPath: output))
    try console.report(
      Report(output: output, results: stored.count, sections: page.sections.map(\.title)),
      text: "\(stored.count) results on \(output)")
  }
}
