import ArgumentParser
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra

/// `assay golden show`: what is in a suite.
struct GoldenShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the cases of a suite with their evidence.",
    discussion: "Example: assay golden show golden/ohmic-100k")

  @Argument(help: ArgumentHelp("The folder of the suite.", valueName: "DIR"))
  var folder: String

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    struct Case: Encodable {
      var slug: String
      var rows: Int
      var columns: Int
      var batch: Int
      var largestCurrentAmpere: Double
      var hasNodeVoltages: Bool
      var path: String
      var kirchhoffResidual: Double
      var secondSolverDifference: Double
    }

    var suite: String
    var technology: String
    var simulator: String
    var options: String
    var generator: String
    var cases: [Case]
  }

  func run() async throws {
    let suite = try GoldenSuite(contentsOf: URL(fileURLWithPath: folder))
    let report = Report(
      suite: suite.name, technology: try suite.technology().name,
      simulator: "\(suite.simulator) \(suite.simulatorVersion)", options: suite.options,
      generator: suite.generator,
      cases: suite.cases.map {
        Report.Case(
          slug: $0.slug, rows: $0.rows, columns: $0.columns, batch: $0.batch,
          largestCurrentAmpere: $0.columnCurrents.largestMagnitude,
          hasNodeVoltages: $0.nodeVoltages != nil, path: $0.path, kirchhoffResidual: $0.kirchhoff,
          secondSolverDifference: $0.secondSolver)
      })
    try console.report(report, text: Self.table(report))
  }

  private static func table(_ report: Report) -> String {
    let width = report.cases.map(\.slug.count).max() ?? 0
    var lines = [
      "suite \(report.suite), technology \(report.technology), \(report.simulator), "
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
