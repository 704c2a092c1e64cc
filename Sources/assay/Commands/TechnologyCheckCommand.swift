import ArgumentParser
import ArrayStorage
import Calibration
import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import Technologies

/// `assay technology check`: units and plausibility of a technology file.
struct TechnologyCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Look for slips of the unit and circuits that cannot be meant.",
    discussion: """
      What is accepted and unusual is a warning, with the key, what was found and what is usual; the \
      exit status stays 0 unless --strict is there. A file that is refused ends with 65. Wires, \
      amplifiers and converters are judged on an array of --size with all cells half on and all rows \
      at half the read voltage, solved exactly.
      Example: assay technology check device.toml --conductances G.npy --inputs V.npy
      """)

  @Argument(help: ArgumentHelp("The technology file.", valueName: "T.toml"))
  var technology: String

  @Option(
    help: ArgumentHelp("The array that is judged, rows x columns.", valueName: "SIZE"))
  var size = "64x64"

  @Option(
    help: ArgumentHelp("Conductances in siemens to be checked with it.", valueName: "G.npy"))
  var conductances: String?

  @Option(
    help: ArgumentHelp("Row voltages to be checked with G.npy.", valueName: "V.npy"))
  var inputs: String?

  @Flag(help: "A warning ends with the exit status 65.")
  var strict = false

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    struct Warning: Encodable {
      var location: String
      var found: String
      var usual: String
    }
    var technology: String
    var warnings: [Warning]
    var notes: [String]
    var rows: Int?
    var columns: Int?
    var nominalColumnCurrentAmpere: Double?
    var lostToWires: Double?
  }

  func validate() throws {
    guard inputs == nil || conductances != nil else {
      throw ValidationError("--inputs needs --conductances, whose rows they drive")
    }
  }

  func run() throws {
    let sizes = try sizeList(size, option: "--size")
    guard sizes.count == 1, let array = sizes.first, array.rows * array.columns <= 1 << 18 else {
      throw UsageError("--size \(size): accepted is one size, such as 64x64, of at most 512x512")
    }
    let check = try PlausibilityCheck(
      contentsOf: URL(fileURLWithPath: technology), rows: array.rows, columns: array.columns)
    let notes = try arrayNotes(check.technology)
    let report = Report(
      technology: technology,
      warnings: check.warnings.map {
        Report.Warning(location: $0.location, found: $0.found, usual: $0.usual)
      }, notes: notes, rows: check.load?.rows, columns: check.load?.columns,
      nominalColumnCurrentAmpere: check.load?.current, lostToWires: check.load?.lost)
    var lines = check.warnings.map(\.description) + notes
    if let load = check.load {
      lines.append(
        String(
          format:
            "nominal load, %d × %d, cells and inputs half on: %.4g A a column, %.3g %% of the ideal current lost",
          load.rows, load.columns, load.current, 100 * load.lost))
    } else {
      lines.append("the nominal load has no solution: converters were not judged")
    }
    let count = check.warnings.count + notes.count
    lines.append(
      count == 0
        ? "\(technology): nothing unusual"
        : "\(technology): \(count) \(count == 1 ? "warning" : "warnings")")
    try console.report(
      report, text: lines.map { PrintedText.line($0) }.joined(separator: "\n"))
    if strict, count > 0 { throw ExitStatus.malformedInput }
  }

  /// What is unusual about an array and its inputs; what cannot be meant is refused.
  private func arrayNotes(_ technology: Technology) throws -> [String] {
    guard let conductances else { return [] }
    let crossbar = try Crossbar(
      technology: technology, validating: NPYFile.read(URL(fileURLWithPath: conductances)),
      source: conductances)
    guard let inputs else {
      let voltages = [[Double]](
        repeating: [Double](repeating: technology.read.voltage, count: crossbar.rows), count: 1)
      return crossbar.unitNotes(
        inputs: Matrix(voltages), conductanceSource: conductances, inputSource: "the read voltage")
    }
    let voltages = try NPYFile.read(URL(fileURLWithPath: inputs))
    try crossbar.validate(inputs: voltages, source: inputs)
    return crossbar.unitNotes(
      inputs: voltages, conductanceSource: conductances, inputSource: inputs)
  }
}
