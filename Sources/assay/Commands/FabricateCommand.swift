import ArgumentParser
import Configuration
import Foundation
import GoldenData

/// `assay fabricate`: what chance makes of one array.
struct FabricateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fabricate",
    abstract: "Draw everything that varies of one array, as campaigns and evaluations draw it.",
    discussion: """
      The folder gets NPY files with the conductances that a read finds, what was wanted, and what \
      wires, transistors, amplifiers and converters deviate, a README.md with their meaning, and \
      fabrication.json. assay simulate --deviations reads it, edited or not.

      Example: assay fabricate --technology T.toml --conductances G.npy --seed 3 --output array
      Example: assay fabricate --suite golden/variation/suite.toml --case CASE --output array
      Example: assay fabricate --network N.onnx --layer conv1 --technology T.toml --output array
      Example: assay fabricate --network N.onnx --layer conv1 --technology T.toml --dataset \
      idx:IMAGES.gz,LABELS.gz --image 3 --recipe --output array
      """)

  @OptionGroup var source: FabricationSource

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write the array here.", valueName: "DIR"))
  var output: String

  @Flag(
    help: """
      Write suite.toml and technology.toml, too: the recipe of the array and its inputs as a golden case.
      """)
  var recipe = false

  @OptionGroup var console: OutputOptions

  private static let readmeName = "README.md"
  private static let reportName = "fabrication.json"

  func validate() throws {
    guard !recipe || source.traffic.dataset != nil else {
      throw ValidationError("--recipe needs --dataset, whose image reads the array")
    }
  }

  func run() throws {
    let folder = try ResultFolder(output)
    let files = try CommandFiles(
      writing: folder.files(
        DeviationFolder.fileNames + [Self.readmeName, Self.reportName]
          + (recipe ? [GoldenFolder.recipeName, GoldenFolder.technologyName] : [])),
      reading: source.paths)
    let subject = try source.fabricated(files)
    let golden = recipe ? subject.recipe : nil
    try requirePlaces(for: folder.files(golden?.resourceNames ?? []), besides: source.paths)
    var report = FabricationReport(subject)
    report.recipe = golden?.files.map(\.name)
    // What an earlier array has left would be read as a deviation of this one.
    let names = Set(report.files.map(\.name))
    if let other = DeviationFolder(output).existingArrayNames().first(where: {
      !names.contains($0)
    }) {
      throw UsageError(
        "\(output): \(other) is there and no part of this array; name another folder, or remove it")
    }
    for note in report.notes ?? [] { console.note("note: \(note)") }
    for file in report.files {
      try folder.write(shape: file.shape, file.values, to: file.name)
    }
    for file in golden?.files ?? [] { try folder.write(file.data, to: file.name) }
    try folder.write(report, to: Self.reportName)
    try folder.write(Data(report.readme().utf8), to: Self.readmeName)
    try console.report(report, text: report.text(folder: output))
  }
}
