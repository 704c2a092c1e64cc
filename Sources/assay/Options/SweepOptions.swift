public import ArgumentParser
import Configuration
import Foundation
import Technologies

extension SweepSelection.Directions: ExpressibleByArgument {}
extension SweepReading.Sign: ExpressibleByArgument {}

/// Raw sweeps, and which parts of them are states of a device.
struct SweepOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Voltages and currents as an instrument wrote them.", valueName: "RAW.csv"))
  var files: [String]

  @Option(
    help: ArgumentHelp("The column of voltages, by name or number.", valueName: "COLUMN"))
  var voltageColumn: String?

  @Option(
    help: ArgumentHelp("The column of currents, by name or number.", valueName: "COLUMN"))
  var currentColumn: String?

  @Option(
    help: ArgumentHelp("The column that names sweeps or states.", valueName: "COLUMN"))
  var sweepColumn: String?

  @Option(help: "How currents are signed: as-is, inverted (the other end's), or magnitude.")
  var currentSign: SweepReading.Sign = .asIs

  @Option(
    help: ArgumentHelp(
      "The instrument's compliance; without it a flat top is recognized.", valueName: "AMPERE"))
  var compliance: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Degrees Celsius of files that do not say them: one for all, or one for each file.",
      valueName: "CELSIUS,…"))
  var temperature: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Take the sweeps at this temperature alone.", valueName: "CELSIUS"))
  var atTemperature: Double?

  @Option(
    help: """
      The ways of a loop: auto (two states where they differ), forward (voltage going up), backward, \
      both, or average.
      """)
  var direction: SweepSelection.Directions = .automatic

  @Option(
    help: ArgumentHelp("Take these sweeps alone, by their names.", valueName: "NAME,…"))
  var sweeps: String?

  @Flag(help: "All sweeps of a file repeat one measurement.")
  var repeats = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Take no voltage below.", valueName: "VOLT"))
  var from: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Take no voltage above.", valueName: "VOLT"))
  var to: Double?

  @Flag(help: "Keep what lies beyond a jump or a fall of the current.")
  var keepSwitching = false

  func validate() throws {
    if let compliance, !(compliance > 0 && compliance.isFinite) {
      throw ValidationError("--compliance is \(compliance); accepted: above 0 A")
    }
    for (name, value) in [("from", from), ("to", to)] {
      if let value, !value.isFinite {
        throw ValidationError("--\(name) is \(value); accepted: a voltage")
      }
    }
    if let from, let to, !(from < to) {
      throw ValidationError("--from \(from) and --to \(to): accepted is the lower voltage first")
    }
    _ = try temperatures()
  }

  private func temperatures() throws -> [Double] {
    guard let temperature else { return [] }
    let values = temperature.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    let known = values.compactMap { $0 }.filter { $0 > -273.15 && $0 <= 1000 }
    guard known.count == values.count, [1, files.count].contains(known.count) else {
      throw ValidationError(
        "--temperature is \(temperature) for \(files.count) files; accepted: one temperature in "
          + "degrees Celsius, or one for each file")
    }
    return known
  }

  /// Reads the files and finds the states.
  func states() throws -> MeasuredStates {
    var reading = SweepReading()
    reading.columns = SweepReading.Columns(
      voltage: voltageColumn, current: currentColumn, label: sweepColumn)
    reading.sign = currentSign
    reading.compliance = compliance
    var selection = SweepSelection()
    selection.directions = direction
    selection.names = sweeps?.split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    selection.areRepeats = repeats
    selection.least = from
    selection.largest = to
    selection.keepsSwitching = keepSwitching
    selection.temperature = atTemperature
    let degrees = try temperatures()
    let read = try files.enumerated().map { index, file in
      var own = reading
      own.temperature = degrees.isEmpty ? nil : degrees[degrees.count == 1 ? 0 : index]
      return try SweepFile(contentsOf: URL(fileURLWithPath: file), reading: own)
    }
    return try MeasuredStates(read, reading: reading, selection: selection)
  }
}
