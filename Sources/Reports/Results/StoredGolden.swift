internal import Calibration
internal import Configuration
internal import Fidelity
internal import Foundation
internal import GoldenData
internal import Records

/// Golden data of a folder, as reports show them.
public struct StoredGolden: Sendable {
  let folder: GoldenFolder
  let source: String

  /// Reads a folder of golden data.
  ///
  /// - Parameters:
  ///   - url: The folder.
  ///   - source: Its name, for messages.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` or `ArrayFileError` if one is
  ///   malformed or is not what the digest records.
  init(_ url: URL, source: String) throws {
    folder = try GoldenFolder(contentsOf: url)
    if let first = folder.disagreements.first {
      throw InputError(
        source: source, found: first,
        accepted: "files that `assay golden generate` made; see `assay golden verify`")
    }
    self.source = source
  }

  private var suite: GoldenSuite { folder.suite }

  /// The SHA-256 of the file of numbers.
  var sha256: String? { folder.digest.files[GoldenFolder.numbersName] }

  /// The simulator with its version, which names the simulator itself in some cases.
  private var simulator: String {
    suite.simulatorVersion.hasPrefix(suite.simulator)
      ? suite.simulatorVersion : "\(suite.simulator) \(suite.simulatorVersion)"
  }

  /// Whether a model was fitted to these very data.
  func isSource(of model: CalibratedModel) -> Bool {
    model.golden.map { $0.sha256 == sha256 } ?? false
  }

  /// A model that was fitted to these data against them, case by case.
  func verification(of model: CalibratedModel) throws -> ReportSection {
    let check = try FidelityCheck(model, against: folder)
    let table = VerificationTable(
      rows: check.cases.map { item in
        VerificationTable.Row(
          name: item.slug, measured: item.relativeRMSE, tolerance: model.tolerance.relativeRmse,
          holds: item.finding == nil)
      })
    let findings = check.findings + check.cases.compactMap(\.finding)
    return ReportSection(
      "Verification of \(model.technology.name)",
      [
        .paragraph(
          "The model against its golden data. Measured is the relative RMSE of a case. A check also "
            + "fails if the model predicts anything else than at calibration.")
      ] + findings.map { .paragraph($0) } + [.table(table.table)])
  }

  /// The cases of a model's technology as a fit sees them.
  func cases(of model: CalibratedModel) throws -> [CalibrationCase] {
    try CalibrationCase.standardReads(of: suite, technology: model.golden?.technology)
  }

  /// Why the currents may be believed, case by case.
  var evidence: ReportSection {
    ReportSection(
      "Evidence: \(suite.name)",
      [
        .paragraph(
          "\(suite.cases.count) cases solved by \(simulator)."),
        .table(
          EvidenceTable(
            rows: suite.cases.map { item in
              EvidenceTable.Row(
                name: item.slug, shape: (item.rows, item.columns, item.batch),
                path: item.evidence.path,
                kirchhoffResidual: item.evidence.kirchhoff,
                secondSolver: item.evidence.secondSolver)
            }
          ).table),
      ])
  }

  /// What to have at hand to make the data again.
  var provenance: [(name: String, value: String)] {
    [
      ("\(source): simulator", "\(simulator), \(suite.options)"),
      ("\(source): made by", suite.generator),
      ("\(source): SHA-256", sha256 ?? "not recorded"),
      ("\(source): seed", suite.cases.first.map { "\($0.setting.seed)" } ?? "none"),
    ]
  }
}
