import ArgumentParser
import ArrayStorage
import Calibration
import Campaigns
import Configuration
import CrossbarModels
import Foundation
import GoldenData
import Reports

/// `assay verify`: every stored model against its stored golden data.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "The regression test of fidelity: every stored model against its golden data.",
    discussion: """
      Golden data are checked as `golden verify` checks them: digests, recipe, Kirchhoff's law and \
      the nodal solver. Then every model must meet its own tolerance, and predict what it predicted \
      at calibration. Exit status 1: something disagrees.

      Example: assay verify --junit verify.xml
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

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    struct Row: Encodable {
      var name: String
      var passed: Int
      var failed: Int
      var worst: Double
      var measure: String
    }

    var agrees: Bool
    var rows: [Row]
    var findings: [String]
  }

  func run() async throws {
    if let junit { try requirePlace(for: junit) }
    let folders = try golden.isEmpty ? Self.folders(in: "golden") : golden
    let stored = try Self.files(in: models).map { path in
      (path: path, model: try CalibratedModel(contentsOf: URL(fileURLWithPath: path)))
    }
    var suites: [JUnitReport.Suite] = []
    var rows: [Report.Row] = []
    var opened: [(path: String, folder: GoldenFolder)] = []
    for path in folders {
      let verification = try await GoldenVerification.check(
        URL(fileURLWithPath: path), jobs: ProcessInfo.processInfo.activeProcessorCount)
      opened.append((path, verification.folder))
      let suite = Self.suite(of: verification, path: path)
      suites.append(suite)
      rows.append(
        row(
          suite, worst: verification.cases.compactMap(\.secondSolver).max(),
          "nodal solver, of largest"))
    }
    for (path, model) in stored {
      guard let folder = opened.first(where: { $0.folder.suite.name == model.golden.suite }) else {
        suites.append(
          .init(
            name: path,
            tests: [.init(name: "golden data", failure: "no suite \(model.golden.suite) given")]))
        rows.append(row(suites[suites.count - 1], worst: nil, "relative RMSE"))
        continue
      }
      let check = try FidelityCheck(model, against: folder.folder)
      let suite = Self.suite(of: check, path: path)
      suites.append(suite)
      rows.append(row(suite, worst: check.cases.map(\.relativeRMSE).max(), "relative RMSE"))
    }
    let findings = suites.flatMap { suite in
      suite.tests.compactMap { test in test.failure.map { "\(suite.name): \(test.name): \($0)" } }
    }
    if let junit {
      try AtomicFile.write(JUnitReport(suites: suites).xml, to: URL(fileURLWithPath: junit))
    }
    for finding in findings { complain(finding) }
    let report = Report(agrees: findings.isEmpty, rows: rows, findings: findings)
    try console.report(report, text: Self.summary(of: report))
    if !report.agrees { throw ExitStatus.outsideTolerance }
  }

  private func row(_ suite: JUnitReport.Suite, worst: Double?, _ measure: String) -> Report.Row {
    let failed = suite.tests.count { $0.failure != nil }
    return Report.Row(
      name: suite.name, passed: suite.tests.count - failed, failed: failed, worst: worst ?? 0,
      measure: measure)
  }

  private static func suite(
    of verification: GoldenVerification, path: String
  ) -> JUnitReport.Suite {
    let own = Set(
      verification.cases.flatMap { item in item.findings.map { "case \(item.slug): \($0)" } })
    let whole = verification.findings.filter { !own.contains($0) }
    return .init(
      name: path,
      tests: [.init(name: "digest", failure: whole.isEmpty ? nil : whole.joined(separator: "; "))]
        + verification.cases.map { item in
          .init(
            name: item.slug,
            failure: item.findings.isEmpty ? nil : item.findings.joined(separator: "; "))
        })
  }

  private static func suite(of check: FidelityCheck, path: String) -> JUnitReport.Suite {
    .init(
      name: path,
      tests: [
        .init(
          name: "golden data",
          failure: check.findings.isEmpty ? nil : check.findings.joined(separator: "; "))
      ] + check.cases.map { .init(name: $0.slug, failure: $0.finding) })
  }

  private static func summary(of report: Report) -> String {
    var lines = report.rows.map { row in
      row.name.padding(toLength: max(36, row.name.count), withPad: " ", startingAt: 0)
        + String(
          format: " %3d passed, %d failed, worst %.2e (%@)", row.passed, row.failed, row.worst,
          row.measure)
    }
    let passed = report.rows.reduce(0) { $0 + $1.passed }
    let failed = report.rows.reduce(0) { $0 + $1.failed }
    lines.append("\(passed) passed, \(failed) failed")
    return lines.joined(separator: "\n")
  }

  /// The folders with golden data inside a folder.
  private static func folders(in parent: String) throws -> [String] {
    let names = try contents(of: parent)
    let folders = names.map { "\(parent)/\($0)" }.filter { path in
      // A suite that has lost one of the two is damaged, and is not passed over in silence.
      [GoldenFolder.digestName, GoldenFolder.numbersName].contains { name in
        FileManager.default.fileExists(atPath: "\(path)/\(name)")
      }
    }
    guard !folders.isEmpty else {
      throw UnavailableError(parent, reason: "no golden data in this folder; name some by --golden")
    }
    return folders
  }

  private static func files(in folder: String) throws -> [String] {
    let files = try contents(of: folder).filter { $0.hasSuffix(".json") }
    guard !files.isEmpty else {
      throw UnavailableError(folder, reason: "no models in this folder; `calibrate` makes them")
    }
    return files.map { "\(folder)/\($0)" }
  }

  private static func contents(of folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw UnavailableError(folder, reason: "the folder cannot be read")
    }
  }
}
