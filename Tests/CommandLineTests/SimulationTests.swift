import ArrayStorage
import Crossbars
import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// Currents of the program against numbers that came by another route.
struct SimulationTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  /// Writes the files of a problem in place of the workplace's own.
  private func prepare(_ crossbar: Crossbar, inputs: Matrix) throws {
    func rows(_ matrix: Matrix) -> [[Double]] { (0..<matrix.rows).map { matrix.row($0) } }
    try place.write("array.toml", TechnologyText.of(crossbar.technology))
    try place.write("G.npy", ArrayBytes.matrix(rows(crossbar.conductances)))
    try place.write("V.npy", ArrayBytes.matrix(rows(inputs)))
  }

  private func currents(_ solver: String) throws -> Matrix {
    let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy"))
    try #require(outcome.status == 0, "\(solver): \(outcome.errors)")
    return try NPYFile.read(place.file("I.npy"))
  }

  private func expect(
    _ solver: String, _ problem: ReferenceProblem, _ tolerance: Tolerance
  ) throws {
    let found = try currents(solver)
    try #require(found.rows == problem.inputs.rows && found.columns == problem.currents.columns)
    for (value, reference) in zip(found.elements, problem.currents.elements) {
      #expect(
        tolerance.admits(value, reference: reference),
        "\(solver) on \(problem): \(value) A, not \(reference) A")
    }
  }

  /// Published columns have eleven digits; closed forms lose a few by their hyperbolic functions.
  @Test(arguments: ReferenceProblem.all)
  func `nodal and SPICE find the published and the closed-form currents`(
    problem: ReferenceProblem
  ) throws {
    try prepare(problem.crossbar, inputs: problem.inputs)
    let tolerance = Tolerance(
      relative: min(problem.tolerance.relative, problem.name.contains("sinh") ? 1 : 1e-10),
      absolute: problem.tolerance.absolute)
    try expect("nodal", problem, tolerance)
    // SPICE iterates until reltol, 1e-9, also where a linear circuit would need no iteration; its
    // conductance gmin from every node to ground, 1e-12 S, is 1e-8 of a cell of 10 kΩ … 100 kΩ.
    try expect(
      "spice", problem, Tolerance(relative: max(tolerance.relative, 1e-10), absolute: 1e-18))
  }

  @Test func `the published ohmic array is right by every solver to twelve digits`() throws {
    let problem = try #require(ReferenceProblem.all.first { $0.name == "4 × 4 ohmic" })
    try prepare(problem.crossbar, inputs: problem.inputs)
    // A matrix is exact for ohmic cells, so the fast model has no error but rounding.
    for solver in ["fcm", "nodal", "spice"] {
      try expect(solver, problem, Tolerance(relative: 1e-12))
    }
  }

  @Test func `the published sinh array is right to nine digits and the fast model near it`() throws
  {
    let problem = try #require(ReferenceProblem.all.first { $0.name == "4 × 4 sinh" })
    try prepare(problem.crossbar, inputs: problem.inputs)
    for solver in ["nodal", "spice"] { try expect(solver, problem, Tolerance(relative: 5e-9)) }
    // One matrix for curved cells: sinh(1)/1 is 1.18, so a fifth is the most that it can be wrong.
    try expect("fcm", problem, Tolerance(relative: 0.2))
  }

  @Test func `the ideal currents are the product`() throws {
    for problem in ReferenceProblem.all.prefix(4) {
      try prepare(problem.crossbar, inputs: problem.inputs)
      let product = problem.inputs * problem.crossbar.conductances
      let found = try currents("ideal")
      for (value, reference) in zip(found.elements, product.elements) {
        // Sums of four terms in any order.
        #expect((value - reference).magnitude <= 1e-15 * product.largestMagnitude)
      }
    }
  }

  @Test func `arrays that are not square keep rows and columns apart`() throws {
    // Without wires and ends, I = V G by hand.
    try place.edit(
      "array.toml", "row_segment_resistance_ohm = 2.5", "row_segment_resistance_ohm = 0")
    try place.edit(
      "array.toml", "column_segment_resistance_ohm = 5", "column_segment_resistance_ohm = 0")
    try place.edit("array.toml", "= 500", "= 0")
    try place.edit("array.toml", "= 100\n", "= 0\n")
    for solver in ["ideal", "fcm", "nodal", "spice"] {
      let found = try currents(solver)
      try #require(found.rows == 2 && found.columns == 3)
      for (sample, voltages) in Workplace.inputs.enumerated() {
        for column in 0..<3 {
          let sum = (0..<4).reduce(0) { $0 + voltages[$1] * Workplace.conductances[$1][column] }
          #expect(
            (found[sample, column] - sum).magnitude <= 1e-12 * sum.magnitude + 1e-18, "\(solver)")
        }
      }
    }
  }

  @Test func `a simulation without accepted evidence ends in 1 and writes nothing`() throws {
    // 10 kV at a law of 0.25 V: the simulator gets there by stepping, if at all.
    try place.edit("array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.25")
    try place.edit("array.toml", "[read]\nvoltage_volt = 0.25", "[read]\nvoltage_volt = 1e4")
    try place.write("V.npy", ArrayBytes.matrix([[1e4, 1e4, 1e4, 1e4]]))
    try place.expectRefusal(
      Workplace.simulate(solver: "spice"), status: 1, naming: ["unacceptablePath", "fallback"])
  }

  @Test func `a residual that rounding explains is printed with the worst sum`() throws {
    let run = Workplace.simulate(output: "I.npy")
    let outcome = try place.run(run + ["--json"])
    let report = try #require(
      try JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    // Nothing is left but the rounding of .25 V at wires of 2.5 Ω: 2⁻⁵³ · .25 V · .4 S a wire and end.
    #expect(report["kirchhoffResidual"] as? Double == 0)
    let sum = try #require(report["kirchhoffWorstSumAmpere"] as? Double)
    #expect(sum > 0 && sum < 5e-17)
    let text = try place.run(run).text
    #expect(
      text.contains(
        "worst Kirchhoff residual: 0.0 of the largest cell current; the worst sum of currents at a "
          + "node is \(sum) A, and rounding explains all of it"))
  }

  @Test func `single precision is read`() throws {
    let values = Workplace.conductances.joined().map { Float($0) }
    let rounded = Workplace.conductances.map { row in row.map { Double(Float($0)) } }
    try place.write("G.npy", ArrayBytes.matrix(rounded))
    let expected = try currents("nodal")
    try place.write("G.npy", ArrayBytes.file("<f4", "(4, 3)", ArrayBytes.body(values)))
    #expect(try currents("nodal") == expected)
  }

  @Test(arguments: ["ohmic", "sinh"], [1, 7])
  func `stock ngspice finds the same currents in the deck of netlist`(
    device: String, batch: Int
  ) throws {
    for isWired in [true, false] {
      let technology = ReferenceProblem.technology(
        device: device == "sinh" ? SinhDevice(characteristicVoltage: 0.2) : OhmicDevice(),
        row: isWired ? 2.5 : 0, column: isWired ? 4 : 0, driver: isWired ? 500 : 0, sense: 100)
      let problem = RandomArray(seed: 11, isOhmic: true, batch: batch, largest: (9, 7))
      let crossbar = Crossbar(
        technology: technology, conductances: problem.crossbar.conductances)
      try prepare(crossbar, inputs: problem.inputs)
      let found = try currents("spice")
      let files = [
        "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
      ]
      let printed = try place.run(["netlist"] + files)
      #expect(printed.status == 0 && printed.errors.isEmpty)
      let written = try place.run(["netlist"] + files + ["--output", "array.cir", "--quiet"])
      #expect(written.status == 0 && written.output.isEmpty && written.errors.isEmpty)
      #expect(try Data(contentsOf: place.file("array.cir")) == printed.output)
      let stock = try StockSimulator.run(printed.text, columns: crossbar.columns)
      try #require(stock.count == batch && stock.allSatisfy { $0.count == crossbar.columns })
      for (value, reference) in zip(stock.joined(), found.elements) {
        // reltol of the deck.
        #expect(
          (value - reference).magnitude <= 1e-9 * found.largestMagnitude,
          "\(device), batch \(batch), wired \(isWired)")
      }
    }
  }
}
