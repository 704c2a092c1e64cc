import ArrayStorage
import Foundation
import LinearAlgebra
import Testing

/// `assay transient`, as a user runs it.
struct TransientCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.edit(
      "array.toml", "[read]",
      """
      [capacitance]
      word_line_per_cell_farad = 1e-15
      bit_line_per_cell_farad = 1e-15
      rise_time_second = 1e-10
      [read]
      duration_second = 1e-9
      """)
  }

  private func transient(output: String = "reads", _ more: String...) -> [String] {
    [
      "transient", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
      "--output", output,
    ] + more
  }

  @Test func `writes shaped results whose energies add up`() throws {
    let outcome = try place.run(transient("--json", "--quiet"))
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    #expect(try JSONSerialization.jsonObject(with: outcome.output) is [String: Any])
    let times = try NPYFile.read(place.file("reads/settling_time.npy"))
    let currents = try NPYFile.read(place.file("reads/final_currents.npy"))
    let energies = try NPYFile.read(place.file("reads/energy.npy"))
    #expect(times.rows == 2 && times.columns == 3)
    #expect(currents.rows == 2 && currents.columns == 3)
    #expect(energies.rows == 2 && energies.columns == 5)
    #expect(times.elements.allSatisfy { $0 > 0 && $0 < 1e-9 })
    for read in 0..<2 {
      let parts = energies.row(read)
      // Sources deliver what array, drivers, sense circuits and capacitances get.
      #expect((parts[0] - parts[1...].reduce(0, +)).magnitude < 1e-6 * parts[0])
    }
    let exact = try place.run(Workplace.simulate(output: "I.npy"))
    try #require(exact.status == 0)
    let reference = try NPYFile.read(place.file("I.npy"))
    #expect((currents - reference).largestMagnitude < 1e-6 * reference.largestMagnitude)
    // The same again, to the last byte, in another folder and with another number of processes.
    #expect(try place.run(transient(output: "again", "--jobs", "1", "--quiet")).status == 0)
    for name in ["settling_time.npy", "final_currents.npy", "energy.npy", "transient.json"] {
      #expect(
        try Data(contentsOf: place.file("again/\(name)"))
          == Data(contentsOf: place.file("reads/\(name)")))
    }
  }

  @Test func `a read that ends before the columns settle is outside its tolerance`() throws {
    // Lines of .3 ns behind 500 Ω.
    try place.edit(
      "array.toml", "word_line_per_cell_farad = 1e-15", "word_line_per_cell_farad = 2e-13")
    try place.expectRefusal(
      transient("--duration", "1.1e-10", "--quiet"), status: 1, naming: ["read duration"])
  }

  @Test func `the static currents that reads end at are held to the bounds of the options`() throws
  {
    try place.expectRefusal(
      transient("--second-solver-relative", "0", "--quiet"), status: 1,
      naming: ["at rest", "nodal solver", "--second-solver-relative"])
    try place.expectRefusal(
      transient("--kirchhoff-relative", "2"), status: 64, naming: ["--kirchhoff-relative"])
  }

  @Test func `what it cannot simulate is refused before any work`() throws {
    try place.expectRefusal(transient("--tolerance", "0"), status: 64, naming: ["--tolerance"])
    try place.expectRefusal(
      transient("--duration", "1e-11"), status: 65, naming: ["array.toml", "rise time"])
    try place.expectRefusal(transient(output: "kept.npy"), status: 69, naming: ["kept.npy"])
    try place.expectRefusal(transient(output: "no/where"), status: 69, naming: ["where"])
    try place.write("array.toml", Workplace.technology)
    try place.expectRefusal(transient(), status: 64, naming: ["duration"])
    try place.expectRefusal(
      transient("--duration", "1e-9"), status: 65, naming: ["[capacitance]"])
  }
}
