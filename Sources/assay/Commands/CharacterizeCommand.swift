import ArgumentParser
import ArrayStorage
import Crossbars
import Foundation
import SpicePool
import SpiceProtocol
import SpiceSolving

/// `assay characterize`: one converter alone, by SPICE and by its closed forms.
struct CharacterizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "characterize",
    abstract: "Measure a converter of a technology by SPICE and compare it with its closed forms.",
    discussion: """
      Example: assay characterize dac --technology netlists/technologies/converters-100k.toml \
      --output dac.csv

      Exit status 1: a quantity is outside its tolerance.
      """)

  enum Part: String, ExpressibleByArgument, CaseIterable {
    case dac, tia, difference, adc, stochastic
    case senseAmplifier = "sense-amplifier"
  }

  @Argument(help: "The part: dac | tia | difference | adc | stochastic | sense-amplifier.")
  var part: Part

  @Option(help: ArgumentHelp("The technology file.", valueName: "T.toml"))
  var technology: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Draw the mismatch of a DAC, a difference amplifier, an ADC or a sense amplifier, or the "
        + "outputs of a stochastic converter, from this seed; without it converters are nominal.",
      valueName: "N"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("The offset voltage of a TIA, in volts.", valueName: "V"))
  var offset: Double?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the transfer curve (.csv), or it and all figures (.json).", valueName: "FILE"))
  var output: String?

  @OptionGroup var console: OutputOptions

  func validate() throws {
    guard output == nil || output?.hasSuffix(".csv") == true || output?.hasSuffix(".json") == true
    else { throw ValidationError("--output takes a name that ends in .csv or .json") }
    guard offset == nil || part == .tia else {
      throw ValidationError("--offset belongs to tia")
    }
    guard seed == nil || part != .tia else { throw ValidationError("a tia draws nothing") }
    guard offset.map({ $0.isFinite && $0.magnitude <= 10 }) ?? true else {
      throw ValidationError("--offset takes a voltage of at most 10 V")
    }
  }

  func run() async throws {
    let files = try CommandFiles(writing: [output], reading: [technology])
    let file = self.technology
    let technology = try Technology(contentsOf: URL(fileURLWithPath: file))
    try files.read(resourceFiles(of: technology, at: file))
    let pool = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    let result = try await WorkerPool.run(pool) { pool in
      switch part {
      case .dac: try await Characterization.dac(technology, seed: seed, pool: pool)
      case .tia: try await Characterization.tia(technology, offset: offset ?? 0, pool: pool)
      case .difference:
        try await Characterization.difference(technology, seed: seed, pool: pool)
      case .adc: try await Characterization.adc(technology, seed: seed, pool: pool)
      case .stochastic:
        try await Characterization.stochastic(technology, seed: seed ?? 0, pool: pool)
      case .senseAmplifier:
        try await Characterization.senseAmplifier(technology, seed: seed, pool: pool)
      }
    }
    if let output { try write(result, to: output) }
    try console.report(result, text: Self.summary(of: result))
    guard result.agrees else { throw ExitStatus.outsideTolerance }
  }

  private func write(_ result: Characterization, to output: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data =
      output.hasSuffix(".csv")
      ? Data(result.csv.utf8) : try encoder.encode(result) + Data("\n".utf8)
    try AtomicFile.write(data, to: URL(fileURLWithPath: output))
  }

  private static func summary(of result: Characterization) -> String {
    let lines = result.quantities.map { quantity in
      let unit = quantity.unit.isEmpty ? "" : " \(quantity.unit)"
      var line = "\(quantity.name): \(quantity.measured)\(unit)"
      if let expected = quantity.expected, let tolerance = quantity.tolerance {
        line += ", closed form \(expected)\(unit) ± \(tolerance)"
        if !quantity.agrees { line += " OUTSIDE" }
      }
      return line
    }
    return
      ([
        "\(result.part) of \(result.technology), \(result.curve.count) points by \(result.simulator)"
      ]
      + lines).joined(separator: "\n")
  }
}
