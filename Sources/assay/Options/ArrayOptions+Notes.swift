import Crossbars
import LinearAlgebra

extension ArrayOptions {
  /// Says on standard error what is strange about an array and its inputs, and what of their
  /// technology acts on neither.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - voltages: The row voltages, in volts; *batch × rows*.
  ///   - console: Where the command speaks.
  /// - Returns: The notes, for the JSON form; nil if there are none.
  func notes(
    on crossbar: Crossbar, inputs voltages: Matrix, console: OutputOptions
  ) -> [String]? {
    var notes = crossbar.unitNotes(
      inputs: voltages, conductanceSource: conductances, inputSource: inputs)
    let undrawn = crossbar.technology.undrawnNote(givenDeviations: deviations != nil)
    if let undrawn { notes.append(undrawn) }
    if let deviations { notes += idleDeviations(of: crossbar, in: deviations) }
    for note in notes { console.note("note: \(note)") }
    return notes.isEmpty ? nil : notes
  }

  /// What of a folder of deviations acts on nothing in the array.
  private func idleDeviations(of crossbar: Crossbar, in folder: String) -> [String] {
    let deviations = crossbar.deviations
    let technology = crossbar.technology
    guard deviations != .none else {
      return ["\(folder): there are no deviations, so wires and circuits are nominal"]
    }
    var notes: [String] = []
    for (part, thing, isThere) in [
      (
        DeviationPart.rowWireFactors, "segments of word lines",
        technology.resistances.rowSegment != 0
      ),
      (.columnWireFactors, "segments of bit lines", technology.resistances.columnSegment != 0),
      (.senseOffsets, "amplifiers", technology.periphery.amplifier != nil),
    ] where deviations[part] != nil && !isThere {
      notes.append(
        "\(folder): \(part.rawValue) act on nothing, technology \(technology.name) has no \(thing)")
    }
    return notes
  }
}
