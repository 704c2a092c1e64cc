import ArgumentParser
import ArrayStorage
import Calibration
import Configuration
import CrossbarModels
import Foundation
import GoldenData
import Records

/// `assay calibrate`: a fast model fitted to golden data, or a programming error to cells.
struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fit a fast model to golden data, or a programming error to programmed cells.",
    discussion: """
      A suite of several technologies needs --technology. The fit sees arrays of at most 32x32 \
      unless --sizes says otherwise, and of each size all but the last; the others judge it.
      Example: assay calibrate golden/fidelity --technology sinh-100k --model separable \
      --output golden/models/sinh-100k.json

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

  @Option(help: "The member of the model family.")
  var model: ModelKind?

  @Option(
    help: ArgumentHelp("The technology of the suite, by its key.", valueName: "KEY"))
  var technology: String?

  @Option(
    help: ArgumentHelp(
      "The sizes that the fit sees, such as 16x16,32x32; all others judge it.",
      valueName: "SIZES"))
  var sizes: String?

  @OptionGroup var programming: ProgrammingOptions

  @OptionGroup var console: OutputOptions

  func run() async throws {
    try requirePlaces(for: [output], besides: [golden, programming.statistics])
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
    let fitted = try CalibratedModel.fitted(
      to: folder, settings: CoreSettings(model ?? .linear), technology: technology, sizes: sizes)
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
