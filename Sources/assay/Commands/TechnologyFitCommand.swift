import ArgumentParser
import Configuration
import Crossbars
import Foundation
import Technologies

/// `assay technology fit`: the law of a cell from sweeps.
struct TechnologyFitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit the law of a cell to sweeps over states and temperatures.",
    discussion: """
      Without --device every law is fitted, and of those that hold the best by Schwarz's criterion \
      is written. A law holds where noise explains what it misses, or where that is at most --misfit of \
      a curve's RMS current. Where none holds, a table cell is written in its place; where the named \
      one does not, a table cell beside it, as T-table.toml.
      Example: assay technology fit states.csv --device sinh --output device.toml
      """)

  @OptionGroup var sweeps: SweepOptions
  @OptionGroup var cell: CellOutputOptions

  @Option(
    help: ArgumentHelp(
      "The law: \(LawComparison.names.joined(separator: ", ")).", valueName: "NAME"))
  var device: String?

  @Option(
    help: ArgumentHelp(
      "A parameter that is known, which the fit then keeps; repeatable.", valueName: "KEY=VALUE"))
  var given: [String] = []

  @Option(
    help: ArgumentHelp(
      "What a law may miss beyond the noise, of the RMS current.", valueName: "PART"))
  var misfit = 0.01

  @OptionGroup var console: OutputOptions

  func validate() throws {
    if let device, !LawComparison.names.contains(device) {
      throw ValidationError(
        "--device is \(device); accepted: \(LawComparison.names.joined(separator: ", "))")
    }
    guard misfit > 0, misfit < 1 else {
      throw ValidationError("--misfit is \(misfit); accepted: above 0 and below 1")
    }
    _ = try known()
  }

  private func known() throws -> [String: Double] {
    try given.reduce(into: [:]) { known, text in
      let parts = text.split(separator: "=", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
        throw ValidationError("--given \(text); accepted: KEY=NUMBER")
      }
      known[parts[0]] = value
    }
  }

  func run() throws {
    let tablePlace = cell.beside("-table.toml")
    try requirePlaces(
      for: [cell.output, tablePlace, cell.beside("-sweeps.csv")],
      besides: sweeps.files + cell.inputs())
    let measured = try sweeps.states()
    for note in measured.notes { console.note(note) }
    let comparison = try LawComparison(
      measured, named: device, given: known(), tolerance: misfit)
    var report = LawReport(comparison, measured, output: cell.output)
    // A table needs one temperature and states in order; a law that holds needs neither.
    if !comparison.holds {
      let isReplacement = comparison.chosen == nil
      let place = isReplacement ? cell.output : tablePlace
      do {
        let table = try TableCell(measured, points: cell.points)
        report.sweepFile = try cell.writeTable(
          table, of: sweeps.files, command: "assay technology fit", to: place)
        report.table = place
      } catch let error as InputError where !isReplacement {
        console.note("no table cell beside it: \(error)")
      }
    }
    if let law = comparison.chosen {
      let sources = sweeps.files.map { URL(fileURLWithPath: $0).lastPathComponent }
        .joined(separator: ", ")
      let made = try cell.technology(
        law.cellLines, comments: report.comments(of: sources),
        source: "\(sources), by assay technology fit", temperature: law.temperature,
        largestVoltage: measured.traces.flatMap(\.voltages).max() ?? 0, place: cell.output)
      if cell.base != nil,
        (made.technology.read.temperature - law.temperature).magnitude > 1
      {
        console.note(
          "the base is read at \(made.technology.read.temperature) °C, the resistances are those at "
            + "\(law.temperature) °C")
      }
      try cell.write(made, to: cell.output)
    }
    try console.report(report, text: report.text)
  }
}
