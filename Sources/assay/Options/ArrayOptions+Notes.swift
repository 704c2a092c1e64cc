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
    if let undrawn = crossbar.technology.undrawnNote { notes.append(undrawn) }
    for note in notes { console.note("note: \(note)") }
    return notes.isEmpty ? nil : notes
  }
}
