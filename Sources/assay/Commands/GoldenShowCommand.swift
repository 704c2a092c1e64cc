import ArgumentParser
import Campaigns
import Configuration
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra

/// `assay golden show`: what is in a suite.
struct GoldenShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the cases of a suite with their evidence, or one case as a deck.",
    discussion: """
      With --deck, a case is written as a deck that stock ngspice runs and that prints the column \
      currents; with --transient, one read of a case with transients, which prints the column \
      currents at its end.

      Example: assay golden show golden/ohmic-100k
      Example: assay golden show golden/ohmic-100k --deck \
      ohmic-8x8-levels16-lognormal-array1-binary > case.cir && ngspice -b case.cir
      """)

  @Argument(help: ArgumentHelp("The folder of the suite.", valueName: "DIR"))
  var folder: String

  @Option(help: ArgumentHelp("Write this case as a deck.", valueName: "CASE"))
  var deck: String?

  @Option(help: "The deck of this input vector, where they leave different rows floating.")
  var input: Int?

  @Flag(help: "The deck of a read with its line capacitances, of the first input without --input.")
  var transient = false

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    struct Case: Encodable {
      var slug: String
      var technology: String
      var rows: Int
      var columns: Int
      var batch: Int
      var largestCurrentAmpere: Double
      var hasNodeVoltages: Bool
      var quantities: [String]
      var path: String
      var kirchhoffResidual: Double
      var secondSolverDifference: Double
    }

    var suite: String
    var technologies: [String]
    var simulator: String
    var options: String
    var generator: String
    var cases: [Case]
  }

  private struct DeckReport: Encodable {
    var slug: String
    var deck: String
  }

  func run() async throws {
    let suite = try GoldenSuite(contentsOf: URL(fileURLWithPath: folder))
    let technologies = try suite.technologiesByKey()
    guard deck != nil || !transient else {
      throw UsageError("--transient: needs --deck CASE, the case whose read is written")
    }
    if let deck {
      let text = try StoredDeck(of: deck, input: input, isTransient: transient).text(
        in: suite, folder: URL(fileURLWithPath: folder))
      try console.report(
        DeckReport(slug: deck, deck: text),
        text: String(text.dropLast(text.hasSuffix("\n") ? 1 : 0)))
      return
    }
    let report = Report(
      suite: suite.name,
      technologies: suite.technologies.map { technologies[$0.key]?.name ?? $0.key },
      simulator: "\(suite.simulator) \(suite.simulatorVersion)", options: suite.options,
      generator: suite.generator, cases: suite.cases.map(Self.summary))
    try console.report(report, text: Self.table(report))
  }

  private static func summary(of item: GoldenCase) -> Report.Case {
    Report.Case(
      slug: item.slug, technology: item.setting.technology, rows: item.rows,
      columns: item.columns, batch: item.batch,
      largestCurrentAmpere: item.columnCurrents.largestMagnitude,
      hasNodeVoltages: item.nodeVoltages != nil, quantities: item.quantities.map(\.name),
      path: item.evidence.path, kirchhoffResidual: item.evidence.kirchhoff,
      secondSolverDifference: item.evidence.secondSolver)
  }

  private static func table(_ report: Report) -> String {
    let width = report.cases.map(\.slug.count).max() ?? 0
    var lines = [
      "suite \(report.suite), \(report.technologies.count == 1 ? "technology" : "technologies") "
        + "\(report.technologies.joined(separator: ", ")), \(report.simulator), "
        + "by \(report.generator)", "options \(report.options)", "",
      "case".padding(toLength: width, withPad: " ", startingAt: 0)
        + "   size  batch  largest I / A  Kirchhoff  2nd solver  path",
    ]
    for item in report.cases {
      let size = "\(item.rows)×\(item.columns)"
      lines.append(
        item.slug.padding(toLength: width, withPad: " ", startingAt: 0)
          + String(repeating: " ", count: max(1, 7 - size.count)) + size
          + String(
            format: "  %5d  %13.5e  %9.1e  %10.1e  %@", item.batch, item.largestCurrentAmpere,
            item.kirchhoffResidual, item.secondSolverDifference, item.path))
    }
    return lines.joined(separator: "\n")
  }
}
