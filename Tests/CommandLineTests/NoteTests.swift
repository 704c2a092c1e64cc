import Foundation
import Testing

/// What commands tell about arrays that are read as they are: on standard error and as JSON.
struct NoteTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private func notes(_ output: String) throws -> [String] {
    let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
    return object?["notes"] as? [String] ?? []
  }

  private func scale(_ file: String, _ rows: [[Double]], by factor: Double) throws {
    try place.write(file, ArrayBytes.matrix(rows.map { $0.map { factor * $0 } }))
  }

  @Test func `an array as the technology has it is not commented on`() throws {
    let outcome = try place.run(Workplace.simulate(output: "I.npy") + ["--json"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(try notes(outcome.text).isEmpty)
  }

  @Test func `microsiemens and millivolts are refused`() throws {
    try scale("G.npy", Workplace.conductances, by: 1e6)
    for command in [
      Workplace.simulate(),
      [
        "netlist", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
        "--output", "deck.cir",
      ],
    ] {
      try place.expectRefusal(command, status: 65, naming: ["G.npy", "siemens"])
    }
    try scale("G.npy", Workplace.conductances, by: 1)
    try scale("V.npy", Workplace.inputs, by: 1e3)
    try place.expectRefusal(Workplace.simulate(), status: 65, naming: ["V.npy", "volts", "0.25 V"])
  }

  @Test func `strange units are told on standard error and as JSON`() throws {
    try scale("G.npy", Workplace.conductances, by: 1e3)
    let outcome = try place.run(Workplace.simulate(output: "I.npy") + ["--json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("note: G.npy: cells of mostly "), "\(outcome.errors)")
    let notes = try notes(outcome.text)
    #expect(notes.count == 1 && outcome.errors == "note: \(notes[0])\n")
    let quiet = try place.run(Workplace.simulate(output: "I.npy") + ["--quiet"])
    #expect(quiet.status == 0 && quiet.errors.isEmpty)
  }

  @Test func `variation that is not drawn is told`() throws {
    let text = try String(contentsOf: place.file("array.toml"), encoding: .utf8)
    try place.write(
      "array.toml",
      text + "[programming]\ndistribution = \"log-normal\"\nrelative_sigma = 0.1\n"
        + "[faults]\nstuck_off_fraction = 0.1\n[mismatch]\nrow_width_relative_sigma = 0.1\n")
    let outcome = try place.run(Workplace.simulate(output: "I.npy") + ["--json"])
    let wanted =
      "the array is taken as it is: [programming], [faults] and [mismatch] of technology array "
      + "are not drawn"
    #expect(try notes(outcome.text) == [wanted])
    #expect(outcome.errors == "note: \(wanted)\n")
  }
}
