import ArgumentParser
import ArrayStorage
import Calibration
import Configuration
import CrossbarModels
import Foundation
import GoldenData
import Records

/// `assay calibrate`: a fast model fitted to golden data or measured currents, or a programming error
/// to cells.
struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract:
      "Fit a fast model to golden data or measured currents, or a programming error to cells.",
    discussion: """
      A suite of several technologies needs --technology. The fit sees arrays of at most 32x32 \
      unless --sizes says otherwise, and of each size all but the last; the others judge it.
      Example: assay calibrate golden/fidelity --technology sinh-100k --output sinh-100k.json

      With --measured a laboratory's own currents take the place of golden data: conductances \
      (rows, columns) or (arrays, rows, columns), voltages (vectors, rows) or one more axis for \
      arrays, currents (vectors, columns) or (arrays, vectors, columns), NaN where there is no \
      reading. Resistances, the cells' law, the instrument's offset, and absolute and proportional \
      noise are fitted; docs/calibration.md walks through it.
      Example: assay calibrate --measured G16.npy V16.npy I16.npy --measured G24.npy V24.npy \
      I24.npy --technology T.toml --output laboratory.json

      With --statistics the output is the table [programming] for a technology file. The data are \
      a CSV file with the columns target_siemens,measured_siemens[,instance], or a suite whose \
      programming varies.
      Example: assay calibrate --statistics cells.csv --form polynomial-2 --output sigma.toml
      """)

  @Argument(help: ArgumentHelp("A folder that `golden generate` made.", valueName: "GOLDEN_DIR"))
  var golden: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write the model, or the table, here.", valueName: "FILE"))
  var output: String

  @Option(
    help: """
      The member of the model family; linear for ohmic cells and two-point for others if left out.
      """)
  var model: ModelKind?

  @Option(
    help: ArgumentHelp(
      "The technology of the suite, by its key; with --measured the technology file.",
      valueName: "KEY|T.toml"))
  var technology: String?

  @Option(
    help: ArgumentHelp(
      "The sizes that the fit sees, such as 16x16,32x32; all others judge it.",
      valueName: "SIZES"))
  var sizes: String?

  @OptionGroup var laboratory: MeasuredOptions

  @OptionGroup var programming: ProgrammingOptions

  @OptionGroup var console: OutputOptions

  func run() async throws {
    try requirePlaces(
      for: [output],
      besides: [golden, programming.statistics] + laboratory.files.flatMap(\.all))
    if !laboratory.measured.isEmpty {
      guard golden == nil, programming.areAbsent else {
        throw UsageError("--measured takes the place of GOLDEN_DIR and of --statistics")
      }
      try write(calibrateMeasured())
      return
    }
    guard let golden else {
      guard model == nil, sizes == nil else {
        throw UsageError("--model and --sizes are for a model of GOLDEN_DIR, not for --statistics")
      }
      try calibrateProgramming()
      return
    }
    guard programming.areAbsent else {
      throw UsageError("GOLDEN_DIR is for a model; accepted with --statistics is no GOLDEN_DIR")
    }
    let sizes = try sizes.map { try sizeList($0, option: "--sizes") }
    let folder = try GoldenFolder(contentsOf: URL(fileURLWithPath: golden))
    try write(
      CalibratedModel.fitted(
        to: folder, settings: model.map { CoreSettings($0) }, technology: technology,
        sizes: sizes))
  }

  private func calibrateMeasured() throws -> CalibratedModel {
    guard let technology else {
      throw UsageError("--measured needs --technology with the technology file")
    }
    try requirePlaces(for: [output], besides: [technology])
    let sizes = try sizes.map { try sizeList($0, option: "--sizes") }
    let data = try MeasuredData(laboratory.files, technology: technology)
    try requirePlaces(for: [output], besides: resourceFiles(of: data.technology, at: technology))
    return try CalibratedModel.fitted(
      to: data, settings: model.map { CoreSettings($0) } ?? data.usualSettings,
      absolute: laboratory.noiseAmpere, relative: laboratory.noiseRelative,
      hasOffset: !laboratory.noOffset, sizes: sizes)
  }

  private func write(_ fitted: CalibratedModel) throws {
    try AtomicFile.write(fitted.encoded(), to: URL(fileURLWithPath: output))
    guard console.json else {
      try StandardStream.output.write(
        CalibrationSummary.text(of: fitted, output: output) + "\n")
      return
    }
    try console.report(json: fitted.encoded())
  }

  private func calibrateProgramming() throws {
    let (calibration, source) = try programming.calibration(technology: technology)
    try AtomicFile.write(
      Data(calibration.technologyTables(source: source).utf8), to: URL(fileURLWithPath: output))
    try console.report(
      calibration.report(source: source), text: calibration.text(source: source))
  }
}
