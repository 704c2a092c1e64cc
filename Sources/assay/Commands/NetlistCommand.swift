import ArgumentParser
import ArrayStorage
import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import Netlists

/// `assay netlist`: the complete deck of an array.
struct NetlistCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netlist",
    abstract: "Write an array under a batch of inputs as a deck that stock ngspice runs unchanged.",
    discussion: """
      Example: assay netlist --technology netlists/technologies/ohmic-100k.toml \
      --conductances G.npy --inputs V.npy --output array.cir && ngspice -b array.cir
      """)

  @OptionGroup var array: ArrayOptions

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write the deck here.", valueName: "DECK.cir"))
  var output: String?

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    var rows: Int
    var columns: Int
    var batch: Int
    var analysis: String
    var output: String?
    var deck: String?
    var notes: [String]?
  }

  func run() async throws {
    let (crossbar, inputs) = try array.load(writing: [output])
    let series = DeckSeries(crossbar, inputs: inputs)
    guard series.decks.count == 1, let deck = series.decks.first else {
      let first = series.samples[1][0]
      throw UsageError(
        "\(array.inputs): inputs 0 and \(first) leave different rows floating, which one deck "
          + "cannot hold; accepted are inputs that are 0 V in the same rows. "
          + "\(series.decks.count) files of inputs are needed here")
    }
    let text = deck.standalone(name: crossbar.technology.name)
    if let output {
      try AtomicFile.write(Data(text.utf8), to: URL(fileURLWithPath: output))
    }
    let report = Report(
      rows: crossbar.rows, columns: crossbar.columns, batch: inputs.rows, analysis: deck.analysis,
      output: output, deck: output == nil ? text : nil,
      notes: array.notes(on: crossbar, inputs: inputs, console: console))
    if output != nil && !console.json {
      console.note("wrote \(output ?? "")")
    } else {
      try console.report(report, text: text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
  }
}
