import ArgumentParser
import ArrayStorage
import Configuration
import Crossbars
import Foundation
import Inference
import Records
import Technologies

/// `assay technology translate`: the descriptions of other tools as technology and mapping.
struct TechnologyTranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate",
    abstract: "Make a technology and a mapping of another tool's description.",
    discussion: """
      Prints every value with what it became, everything that had to be assumed, and everything that \
      has no counterpart; nothing is left out silently. A value that cannot be converted is refused \
      with its key. docs/translation.md says what each key means.
      Example: assay technology translate --crosssim params.json --output T.toml --mapping M.toml
      Example: assay technology translate --neurosim mem_states.csv --output T.toml
      Example: assay technology translate --aihwkit StandardHWATrainingPreset --output T.toml
      """)

  @Option(
    help: ArgumentHelp("Parameters of CrossSim, as its version 3 writes them.", valueName: "P.json")
  )
  var crosssim: String?

  @Option(
    help: ArgumentHelp(
      "A table of NeuroSim 1.5: the states of a cell, and repeated, noise of outputs.",
      valueName: "STATES.csv"))
  var neurosim: [String] = []

  @Option(
    help: ArgumentHelp(
      "A preset or a noise model of AIHWKit, by its name in Python.", valueName: "PRESET"))
  var aihwkit: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write the technology here.", valueName: "T.toml"))
  var output: String

  @Option(help: ArgumentHelp("Write the mapping here.", valueName: "M.toml"))
  var mapping: String?

  @Option(help: ArgumentHelp("The technology's name.", valueName: "NAME"))
  var name: String?

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    var technology: String
    var mapping: String?
    var taken: [Translation.Entry]
    var assumed: [Translation.Entry]
    var noCounterpart: [Translation.Entry]
  }

  func validate() throws {
    let count = [crosssim != nil, !neurosim.isEmpty, aihwkit != nil].count { $0 }
    guard count == 1 else {
      throw ValidationError("one of --crosssim, --neurosim and --aihwkit says what is translated")
    }
  }

  func run() throws {
    try requirePlaces(for: [output, mapping], besides: neurosim + [crosssim].compactMap { $0 })
    let translation = try translated(
      name ?? URL(fileURLWithPath: output).deletingPathExtension().lastPathComponent)
    // What is written must read: a value that a description has and a technology has not ends here.
    let technology = try Technology(
      ConfigurationDocument(text: translation.technology, source: output))
    let made = try Mapping(
      ConfigurationDocument(text: translation.mapping, source: mapping ?? "the mapping"))
    _ = try made.resolved(for: technology)
    try made.check(against: technology)
    try AtomicFile.write(Data(translation.technology.utf8), to: URL(fileURLWithPath: output))
    if let mapping {
      try AtomicFile.write(Data(translation.mapping.utf8), to: URL(fileURLWithPath: mapping))
    }
    let written = [output, mapping].compactMap { $0 }.joined(separator: " and ")
    try console.report(
      Report(
        technology: output, mapping: mapping, taken: translation.taken,
        assumed: translation.assumed, noCounterpart: translation.unmatched),
      text: "\(translation.text)\nwrote \(PrintedText.line(written))")
  }

  private func translated(_ name: String) throws -> Translation {
    if let crosssim {
      return try CrossSimDescription(contentsOf: URL(fileURLWithPath: crosssim), name: name)
        .translation
    }
    if let aihwkit { return try AIHWKitPreset(aihwkit, name: name).translation }
    return try NeuroSimTables(
      contentsOf: neurosim.map { URL(fileURLWithPath: $0) }, name: name
    ).translation
  }
}
