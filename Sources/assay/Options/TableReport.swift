import Foundation
import Technologies

/// What became of raw sweeps on their way to a table cell.
struct TableReport: Encodable {
  struct State: Encodable {
    var name: String
    var conductanceSiemens: Double
    var offsetAmpere: Double?
    var offsetStandardErrorAmpere: Double?
    var noiseAmpere: Double
    var noiseRelative: Double
    var readings: Int
    var smoothingReadings: Int
    var smoothingInNoise: Double
    var largestRiseAmpere: Double
    var largestRiseVolt: Double
  }

  var output: String
  var sweepFile: String
  var leastVoltageVolt: Double
  var largestVoltageVolt: Double
  var voltages: Int
  var noiseAmpere: Double
  var noiseRelative: Double
  var states: [State]
  var notes: [String]

  init(_ table: TableCell, output: String, sweepFile: String, notes: [String]) {
    self.output = output
    self.sweepFile = sweepFile
    self.notes = notes
    leastVoltageVolt = table.voltages.min() ?? 0
    largestVoltageVolt = table.voltages.max() ?? 0
    voltages = table.voltages.count
    noiseAmpere = table.noise.absolute
    noiseRelative = table.noise.relative
    states = table.states.map { state in
      State(
        name: state.name, conductanceSiemens: state.conductance, offsetAmpere: state.offset,
        offsetStandardErrorAmpere: state.offset == nil ? nil : state.offsetError,
        noiseAmpere: state.noise.absolute, noiseRelative: state.noise.relative,
        readings: state.readings, smoothingReadings: state.neighbors,
        smoothingInNoise: state.smoothing, largestRiseAmpere: state.rise,
        largestRiseVolt: state.riseVoltage)
    }
  }

  /// The lines above the cell and the sweeps.
  static func comments(_ table: TableCell, of source: String, command: String) -> [String] {
    [
      "Made of \(source) by `\(command)`.",
      String(
        format: "%d voltages from %.4g to %.4g V; noise of a reading %.3g A and %.3g %%",
        table.voltages.count, table.voltages.min() ?? 0, table.voltages.max() ?? 0,
        table.noise.absolute, 100 * table.noise.relative),
    ] + table.states.map(line)
  }

  private static func line(_ state: TableCell.State) -> String {
    var text = String(
      format: "state %@: %.4g S at 0 V, %d readings, noise %.2g A and %.2g %%", state.name,
      state.conductance, state.readings, state.noise.absolute, 100 * state.noise.relative)
    if let offset = state.offset {
      text += String(
        format: ", offset %.3g A (± %.1g) taken off", offset, 2 * state.offsetError)
    } else {
      text += ", not read across 0 V: no offset known"
    }
    text +=
      state.neighbors <= 3
      ? ", not smoothed"
      : String(
        format: ", smoothed over %d readings by %.2f of the noise", state.neighbors,
        state.smoothing)
    if state.rise > 0 {
      text += String(
        format: ", made to rise by at most %.2g A (at %.3g V)", state.rise, state.riseVoltage)
    }
    return text
  }

  static func text(_ table: TableCell, output: String, sweepFile: String) -> String {
    ([
      String(
        format: "table cell: %d states, %d voltages from %.4g to %.4g V", table.states.count,
        table.voltages.count, table.voltages.min() ?? 0, table.voltages.max() ?? 0),
      String(
        format: "noise of a reading: %.3g A and %.3g %% of the current", table.noise.absolute,
        100 * table.noise.relative),
    ] + table.states.map(line) + ["wrote \(output) and \(sweepFile) beside it"])
    .joined(separator: "\n")
  }
}
