import ArgumentParser
import ArrayStorage
import Calibration
import CrossbarModels
import Foundation
import GoldenData

/// `assay calibrate`: a fast model fitted to golden data.
struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fit the fast model to golden data, and judge it on arrays that it never saw.",
    discussion: "Example: assay calibrate golden/ohmic-100k --output golden/models/ohmic-100k.json")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case linear
  }

  @Argument(help: ArgumentHelp("A folder that `golden generate` made.", valueName: "GOLDEN_DIR"))
  var golden: String

  @Option(name: [.short, .long], help: ArgumentHelp("Write the model here.", valueName: "M.json"))
  var output: String

  @Option(help: "The member of the model family: linear is one equivalent conductance matrix.")
  var model = Kind.linear

  @OptionGroup var console: OutputOptions

  func run() async throws {
    try requirePlace(for: output)
    let folder = try GoldenFolder(contentsOf: URL(fileURLWithPath: golden))
    let fitted = try CalibratedModel.linear(fittedTo: folder)
    try AtomicFile.write(fitted.encoded(), to: URL(fileURLWithPath: output))
    guard console.json else {
      try StandardStream.output.write(Self.summary(of: fitted, output: output) + "\n")
      return
    }
    try StandardStream.output.write(fitted.encoded())
  }

  private static func summary(of model: CalibratedModel, output: String) -> String {
    var lines = ["\(model.kind.rawValue) model of \(model.technology.name), in \(output)", ""]
    for parameter in model.parameters {
      let name = parameter.name.padding(toLength: 32, withPad: " ", startingAt: 0)
      lines.append(
        parameter.isIdentifiable
          ? name
            + String(
              format: "%.10g   95 %% interval %.10g to %.10g", parameter.value, parameter.lower,
              parameter.upper)
          : name + "not determined by these data")
    }
    lines.append("")
    for (title, errors) in [
      ("arrays that the fit saw", model.errors.training),
      ("arrays that it never saw", model.errors.heldOut),
    ] {
      lines.append(
        String(
          format: "%@ (%d cases): relative RMSE %.3e, worst %.3e of full scale", title,
          errors.cases, errors.relativeRmse, errors.worstOfFullScale))
    }
    return lines.joined(separator: "\n")
  }
}
