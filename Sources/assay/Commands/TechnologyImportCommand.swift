import ArgumentParser
import Configuration
import Crossbars
import Foundation
import Technologies

/// `assay technology import`: raw sweeps as a table cell.
struct TechnologyImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a table cell from raw voltages and currents.",
    discussion: """
      Reads files of parameter analyzers: any lines above the header, units in it, columns between \
      , ; tabs or spaces, decimal commas, several sweeps in one file. Loops are divided by the way \
      of the voltage; readings at the compliance or beyond switching are left out; the instrument's \
      current at 0 V is taken off; currents are smoothed within their noise and made to rise.
      Example: assay technology import loop.csv --to 0.5 --output device.toml
      """)

  @OptionGroup var sweeps: SweepOptions
  @OptionGroup var cell: CellOutputOptions
  @OptionGroup var console: OutputOptions

  func run() throws {
    let table = cell.beside("-sweeps.csv")
    try requirePlaces(for: [cell.output, table], besides: sweeps.files + cell.inputs())
    let measured = try sweeps.states()
    for note in measured.notes { console.note(note) }
    let made = try TableCell(measured, points: cell.points)
    let written = try cell.writeTable(
      made, of: sweeps.files, command: "assay technology import", to: cell.output)
    // A slip of the unit makes a cell that no technology has.
    let check = try PlausibilityCheck(
      contentsOf: URL(fileURLWithPath: cell.output), rows: 64, columns: 64)
    for warning in check.warnings { console.note(warning.description) }
    try console.report(
      TableReport(made, output: cell.output, sweepFile: written, notes: measured.notes),
      text: TableReport.text(made, output: cell.output, sweepFile: written))
  }
}

extension CellOutputOptions {
  /// Writes a table cell and its sweeps.
  ///
  /// - Parameters:
  ///   - table: The cell.
  ///   - files: What it was made of.
  ///   - command: What made it.
  ///   - place: The technology file.
  /// - Returns: The name of the file of sweeps.
  /// - Throws: `InputError` if the technology is refused; `UnavailableError` if it cannot be written.
  func writeTable(
    _ table: TableCell, of files: [String], command: String, to place: String
  ) throws -> String {
    let sources = files.map { URL(fileURLWithPath: $0).lastPathComponent }.joined(separator: ", ")
    let file = URL(fileURLWithPath: beside("-sweeps.csv")).lastPathComponent
    let comments = TableReport.comments(table, of: sources, command: command)
    let range = table.device.conductanceRange
    let made = try technology(
      [
        "device = \"table\"", "on_resistance_ohm = \(1 / range.upperBound)",
        "off_resistance_ohm = \(1 / range.lowerBound)", "sweep_file = \"\(file)\"",
      ], comments: comments, source: "\(sources), by \(command)",
      temperature: table.temperature ?? 27,
      largestVoltage: table.device.voltageRange.upperBound,
      resources: [file: table.sweepFile(comments: comments)], place: place)
    try write(made, to: place)
    return file
  }
}
