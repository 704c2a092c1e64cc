import ArgumentParser
import ArrayStorage
import Calibration
import Configuration
import CrossbarModels
import Fidelity
import Foundation
import GoldenData
import LinearAlgebra
import Records
import Reports

/// `assay errors`: every model against SPICE on arrays that no fit has seen.
struct ErrorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors",
    abstract: "The page of errors: technologies × sizes × models, with what a vector costs.",
    discussion: """
      Every model reads the larger arrays of a suite, which no fit has seen, and is compared with \
      SPICE: relative RMSE, worst error of full scale, RMSE of the non-ideality factor, and codes \
      where there are converters; and errors by kind of load, against the nodal solver. Times are of \
      one core.

      Example: assay errors --output docs/model-errors.md
      """,
    // What the command was called while a model's errors were called accuracies.
    aliases: ["accuracy"])

  @Option(help: ArgumentHelp("The folder of the suite.", valueName: "DIR"))
  var golden = "golden/fidelity"

  @Option(
    help: ArgumentHelp(
      "The folder of the models; those of the suite are judged, too.", valueName: "DIR"))
  var models = "golden/models"

  @Option(help: "The sizes that are judged, such as 64x64,128x128.")
  var sizes = "64x64,128x128"

  @Option(help: ArgumentHelp("Write the page of Markdown to a file.", valueName: "FILE"))
  var output: String?

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    struct Row: Encodable {
      var technology: String
      var rows: Int
      var columns: Int
      var loss: Double
      var model: String
      var relativeRmse: Double?
      var worstOfFullScale: Double?
      var nonIdealityRmsePoints: Double?
      var secondsPerVector: Double?
      var refusal: String?
    }

    var suite: String
    var rows: [Row]
  }

  func run() throws {
    try requirePlaces(for: [output], besides: [golden, models])
    let wanted = try sizeList(sizes, option: "--sizes")
    let stored = try StoredFidelity(golden: golden, models: models).modelFiles().map {
      try CalibratedModel(contentsOf: URL(fileURLWithPath: $0))
    }
    let url = URL(fileURLWithPath: golden)
    // Refuses what contradicts its digest.
    _ = try GoldenSuite(contentsOf: url)
    let study = ModelErrorStudy(
      try GoldenFolder(contentsOf: url), sizes: wanted.map { [$0.rows, $0.columns] }, fitted: stored
    )
    let lines = ProgressLines(options: console)
    let results = try study.results { lines.update("technologies", $0, of: $1) }
    guard !results.isEmpty else {
      throw InputError(
        source: golden, found: "no array of \(sizes) in the standard read",
        accepted: "sizes of the suite, by --sizes")
    }
    let loads = try study.loadErrors(size: [wanted[0].rows, wanted[0].columns]) {
      lines.update("loads of technologies", $0, of: $1)
    }
    let page = ModelErrorPage(
      results, models: study.models, suite: study.suite.name, command: "assay errors",
      machine: "one core, kernels \(KernelTarget.name), assay \(assayVersion)", loads: loads)
    if let output {
      try AtomicFile.write(Data(page.text.utf8), to: URL(fileURLWithPath: output))
    }
    try console.report(
      Report(suite: study.suite.name, rows: results.flatMap(Self.rows)),
      text: output.map { "\(results.count) rows of technologies in \($0)" } ?? page.text)
  }

  private static func rows(of result: ModelErrorResult) -> [Report.Row] {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    return result.entries.map { entry in
      Report.Row(
        technology: result.technology, rows: result.rows, columns: result.columns,
        loss: result.loss, model: entry.model, relativeRmse: finite(entry.measures?.relativeRMSE),
        worstOfFullScale: finite(entry.measures?.worstOfFullScale),
        nonIdealityRmsePoints: finite(entry.measures?.nonIdealityRMSE.map { 100 * $0 }),
        secondsPerVector: entry.cost?.secondsPerVector, refusal: entry.refusal)
    }
  }
}
