internal import LinearAlgebra

import ArgumentParser
import Campaigns
import Configuration
import Foundation
import GoldenData
import SpicePool

/// `assay golden verify`: files against digest, numbers against recipe and physics.
struct GoldenVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the digests and the evidence of a suite.",
    discussion: """
      Checksums, shapes and recipe are compared, Kirchhoff's law is evaluated at the stored \
      voltages, and the nodal solver gives its opinion on every current. Exit status 1: something \
      disagrees; 65: a file is malformed; 69: a file is missing.

      Example: assay golden verify golden/ohmic-100k --resimulate
      """)

  @Argument(help: ArgumentHelp("The folder of the suite.", valueName: "DIR"))
  var folder: String

  @Flag(help: "Run SPICE again and compare within every case's tolerance.")
  var resimulate = false

  @Option(help: "The number of cases at a time; the processors of this machine if left out.")
  var jobs: Int?

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    struct Case: Encodable {
      var slug: String
      var kirchhoffResidual: Double?
      var secondSolverDifference: Double?
      var resimulationDifference: Double?
    }

    var suite: String
    var agrees: Bool
    var findings: [String]
    var notes: [String]
    var cases: [Case]
  }

  func run() async throws {
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    guard (1...1024).contains(jobs) else {
      throw UsageError("--jobs \(jobs): accepted are 1 to 1024")
    }
    let workers =
      resimulate
      ? WorkerPool.Configuration(executable: try WorkerLocator.locate(), workers: jobs) : nil
    let verification = try await GoldenVerification.check(
      URL(fileURLWithPath: folder), jobs: jobs, resimulatingWith: workers)
    let report = Report(
      suite: verification.folder.suite.name, agrees: verification.findings.isEmpty,
      findings: verification.findings, notes: verification.notes,
      cases: verification.cases.map {
        Report.Case(
          slug: $0.slug, kirchhoffResidual: $0.kirchhoff, secondSolverDifference: $0.secondSolver,
          resimulationDifference: $0.resimulation)
      })
    for note in report.notes { console.note("note: \(note)") }
    for finding in report.findings { complain("\(folder): \(finding)") }
    try console.report(report, text: Self.summary(of: report))
    if !report.agrees { throw ExitStatus.outsideTolerance }
  }

  private static func summary(of report: Report) -> String {
    let kirchhoff = report.cases.compactMap(\.kirchhoffResidual).largestMagnitude
    let solver = report.cases.compactMap(\.secondSolverDifference).largestMagnitude
    var text = String(
      format: "suite %@: %d cases, worst Kirchhoff residual %.1e, nodal solver within %.1e",
      report.suite, report.cases.count, kirchhoff, solver)
    let again = report.cases.compactMap(\.resimulationDifference)
    if !again.isEmpty {
      text += String(format: ", simulated again within %.1e", again.largestMagnitude)
    }
    return text
      + (report.agrees ? "\nagrees" : "\n\(report.findings.count) findings: does not agree")
  }
}
