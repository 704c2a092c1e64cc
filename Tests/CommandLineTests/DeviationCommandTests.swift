import ArrayStorage
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Testing

/// `--deviations`: measured or edited wires and circuits in the place of nominal ones.
struct DeviationCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try FileManager.default.createDirectory(
      at: place.file("made"), withIntermediateDirectories: false)
  }

  private func vector(_ values: [Double]) -> Data {
    ArrayBytes.file("<f8", "(\(values.count),)", ArrayBytes.body(values))
  }

  private func simulate(
    _ solver: String, output: String = "I.npy", _ more: [String] = []
  ) -> [String] {
    Workplace.simulate(solver: solver, output: output) + ["--deviations", "made"] + more
  }

  private static let rowFactors = [2.0, 1, 0.5, 3]
  private static let columnFactors = [1.5, 1, 0.25]

  /// The exact currents, by the library on an array with these wires.
  private func reference(_ deviations: ArrayDeviations) throws -> Matrix {
    let crossbar = Crossbar(
      technology: try Technology(contentsOf: place.file("array.toml")),
      conductances: Matrix(Workplace.conductances), deviations: deviations)
    return try NodalSolver().program(crossbar).read(Matrix(Workplace.inputs))
  }

  @Test(arguments: ["nodal", "spice", "fcm"])
  func `every solver that describes such arrays takes them`(solver: String) throws {
    try place.write("made/row_wire_factors.npy", vector(Self.rowFactors))
    try place.write("made/column_wire_factors.npy", vector(Self.columnFactors))
    // What lies beside deviations in a fabricated array is passed over.
    try place.write("made/targets.npy", ArrayBytes.matrix(Workplace.conductances))
    try place.write("made/README.md", "what this is")
    let outcome = try place.run(simulate(solver))
    try #require(outcome.status == 0, "\(outcome.errors)")
    let expected = try reference(
      ArrayDeviations(rowWireFactors: Self.rowFactors, columnWireFactors: Self.columnFactors))
    let found = try NPYFile.read(place.file("I.npy"))
    // The default member is exact for ohmic cells; the simulator stops at a relative 1e-9.
    #expect((found - expected).largestMagnitude <= 1e-9 * expected.largestMagnitude)
    let nominal = try reference(.none)
    #expect((nominal - expected).largestMagnitude > 1e-5 * expected.largestMagnitude)
  }

  @Test func `a member that describes equal wires alone refuses with the reason`() throws {
    try place.write("made/row_wire_factors.npy", vector(Self.rowFactors))
    try place.expectRefusal(
      simulate("fcm", output: "kept.npy", ["--model-kind", "secant"]), status: 65,
      naming: ["equal wires"])
  }

  @Test func `netlist writes the wires of the folder`() throws {
    try place.write("made/row_wire_factors.npy", vector(Self.rowFactors))
    let outcome = try place.run([
      "netlist", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
      "--deviations", "made",
    ])
    try #require(outcome.status == 0, "\(outcome.errors)")
    // Three times 2.5 Ω in the last row.
    #expect(outcome.text.contains("rw3_1 w3_0 w3_1 7.5\n"))
  }

  @Test func `a folder without deviations is told to have none`() throws {
    let outcome = try place.run(simulate("nodal"))
    #expect(outcome.status == 0 && outcome.errors.contains("made: there are no deviations"))
    let plain = try place.run(Workplace.simulate(output: "plain.npy"))
    #expect(plain.status == 0)
    #expect(
      try Data(contentsOf: place.file("plain.npy")) == Data(contentsOf: place.file("I.npy")))
  }

  @Test func `deviations that act on nothing are told`() throws {
    try place.write("made/sense_offsets.npy", vector([1e-3, 0, 0]))
    let outcome = try place.run(simulate("nodal"))
    #expect(outcome.status == 0 && outcome.errors.contains("sense_offsets act on nothing"))
  }

  @Test func `what the folder gives is not called undrawn`() throws {
    let text = try String(contentsOf: place.file("array.toml"), encoding: .utf8)
    try place.write("array.toml", text + "[mismatch]\nrow_width_relative_sigma = 0.1\n")
    try place.write("made/row_wire_factors.npy", vector(Self.rowFactors))
    let plain = try place.run(Workplace.simulate(output: "I.npy"))
    #expect(plain.errors.contains("[mismatch]"))
    let given = try place.run(simulate("nodal"))
    #expect(given.status == 0 && given.errors.isEmpty, "\(given.errors)")
  }

  /// One file of a folder, and the words of the complaint about it.
  static let faults: [(name: String, bytes: Data, words: [String])] = [
    (
      "row_wire_factor.npy", ArrayBytes.matrix([[1]]),
      ["row_wire_factor.npy", "row_wire_factors.npy"]
    ),
    (
      "row_wire_factors.npy", ArrayBytes.file("<f8", "(3,)", ArrayBytes.body([1.0, 1, 1])),
      ["row_wire_factors.npy", "(3,)", "(4,)"]
    ),
    (
      "row_wire_factors.npy", ArrayBytes.matrix([[1, 1, 1, 1]]),
      ["row_wire_factors.npy", "(1, 4)", "(4,)"]
    ),
    (
      "column_wire_factors.npy", ArrayBytes.file("<f8", "(3,)", ArrayBytes.body([1.0, -1, 1])),
      ["column_wire_factors.npy", "element 1", "-1.0", "above 0"]
    ),
    (
      "column_wire_factors.npy",
      ArrayBytes.file("<f8", "(3,)", ArrayBytes.body([1.0, .nan, 1])),
      ["column_wire_factors.npy", "element (1,)", "nan"]
    ),
    (
      "threshold_shifts.npy", ArrayBytes.matrix(Workplace.conductances),
      ["threshold_shifts.npy", "1T1R"]
    ),
    ("ladder_mismatch.npy", ArrayBytes.matrix([[0]]), ["ladder_mismatch.npy", "[dac]"]),
    ("sense_offsets.npy", Data("no array".utf8), ["sense_offsets.npy"]),
  ]

  @Test(arguments: faults.indices)
  func `a folder that does not fit is refused`(index: Int) throws {
    let fault = Self.faults[index]
    try place.write("made/\(fault.name)", fault.bytes)
    try place.expectRefusal(
      simulate("nodal", output: "kept.npy"), status: 65, naming: fault.words)
  }

  @Test func `a missing folder and an output in the folder are refused`() throws {
    try place.expectRefusal(
      Workplace.simulate() + ["--deviations", "none"], status: 69, naming: ["none"])
    try place.write("made/row_wire_factors.npy", vector(Self.rowFactors))
    try place.expectRefusal(
      simulate("nodal", output: "made/row_wire_factors.npy"), status: 64,
      naming: ["the output is an input"])
  }
}
