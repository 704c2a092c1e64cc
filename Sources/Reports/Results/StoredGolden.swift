internal import Calibration
internal import Configuration
internal import CrossbarModels
internal import Foundation
internal import GoldenData

/// Golden data of a folder, as reports show them.
public struct StoredGolden: Sendable {
  let suite: GoldenSuite
  let digest: GoldenDigest
  let source: String

  /// Reads a folder of golden data.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - source: Its name, for messages.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` or `ArrayFileError` if one is
  ///   malformed or is not what the digest records.
  init(_ folder: URL, source: String) throws {
    let stored = try GoldenFolder(contentsOf: folder)
    if let first = stored.disagreements.first {
      throw InputError(
        source: source, found: first,
        accepted: "files that `assay golden generate` made; see `assay golden verify`")
    }
    suite = stored.suite
    digest = stored.digest
    self.source = source
  }

  /// The SHA-256 of the file of numbers.
  var sha256: String? { digest.files[GoldenFolder.numbersName] }

  /// The simulator with its version, which names the simulator itself in some cases.
  private var simulator: String {
    suite.simulatorVersion.hasPrefix(suite.simulator)
      ? suite.simulatorVersion : "\(suite.simulator) \(suite.simulatorVersion)"
  }

  /// Whether a model was fitted to these very data.
  func isSource(of model: CalibratedModel) -> Bool {
    model.golden.sha256 == sha256
  }

  /// The cases as a fit sees them.
  var cases: [CalibrationCase] {
    suite.cases.map { item in
      CalibrationCase(
        slug: item.slug, conductances: item.conductances, inputs: item.inputs,
        columnCurrents: item.columnCurrents)
    }
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
                name: item.slug, shape: (item.rows, item.columns, item.batch), path: item.path,
                kirchhoffResidual: item.kirchhoff, secondSolver: item.secondSolver)
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
      ("\(source): seed", suite.cases.first.map { "\($0.seed)" } ?? "none"),
    ]
  }
}
