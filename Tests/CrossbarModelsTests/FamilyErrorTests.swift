import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport
import Testing

/// How far the members are from the nodal solver on arrays that nothing was fitted to.
@Suite struct FamilyErrorTests {
  /// The relative RMSE of the two-point model, with a factor of two over what docs/two-point-model.md
  /// gives, for other seeds and sizes.
  static let bounds: [(String, Double)] = [
    ("sinh-100k", 2e-4), ("sinh-100k-500mv", 1e-3), ("1s1r-100k", 1e-3), ("rram-milo", 2e-4),
    ("rram-skywater", 2e-4), ("rram-stanford-pku", 2e-4), ("rram-tiox", 5e-3),
    ("pcm-hermes", 1e-6), ("fefet-hzo", 1e-6), ("stt-mram", 1e-4), ("table-synthetic", 2e-4),
    ("1t1r-level1-50k", 2e-4),
  ]

  @Test(arguments: bounds)
  func `is as near to the circuit as its page says`(name: String, bound: Double) throws {
    let technology = try ReadProblem.technology(name)
    let problem = try ReadProblem(technology, size: 20, batch: 8, seed: 91)
    let parameters = ModelParameters(technology)
    let programmed = try TwoPointModel(parameters: parameters, statistics: problem.statistics)
      .program(problem.crossbar)
    #expect(problem.error(of: try programmed.read(problem.inputs)) <= bound)
    var last = Double.infinity
    for steps in 1...3 {
      let reading = try ChordModel(
        parameters: parameters, statistics: problem.statistics, steps: steps
      ).program(problem.crossbar).reading(of: problem.inputs)
      let error = problem.error(of: reading.currents)
      // Every step takes a part of what was left, down to rounding and the nodal solver's own.
      #expect(error < 0.3 * last + 1e-9, "\(steps) steps")
      guard case .estimate(let estimates) = reading.evidence else {
        Issue.record("no estimates of \(steps) steps")
        return
      }
      #expect(estimates.count == problem.inputs.rows && estimates.allSatisfy { $0.isFinite })
      last = error
    }
    #expect(last < 1e-5)
  }

  @Test func `reads a strongly loaded array by chord steps`() throws {
    var technology = try ReadProblem.technology("1s1r-100k")
    technology.cell.onResistance = 10e3
    technology.cell.offResistance = 60e3
    let problem = try ReadProblem(technology, size: 24, batch: 8, seed: 7)
    let reading = try ChordModel(
      parameters: ModelParameters(technology), statistics: problem.statistics, steps: 5
    ).program(problem.crossbar).reading(of: problem.inputs)
    #expect(problem.error(of: reading.currents) < 1e-4)
  }

  @Test(arguments: 0..<12)
  func `reads arrays in every mode`(seed: Int) throws {
    let circuit = RandomCircuit(seed: UInt64(300 + seed), largest: (14, 12), hasZeros: false)
    var technology = circuit.crossbar.technology
    if technology.read.mode.unselectedRows == .floating {
      technology.read.mode.unselectedRows = .half
    }
    if technology.read.mode.senseSide == .both { technology.periphery.amplifier = nil }
    technology.periphery.amplifier?.saturationVoltage = .infinity
    let crossbar = Crossbar(
      technology: technology, conductances: circuit.crossbar.conductances,
      deviations: circuit.crossbar.deviations)
    let statistics = ReadProblem.statistics(upTo: technology.read.voltage, levels: 8)
    var chance = SeededGenerator(seed: UInt64(seed), stream: 9)
    let inputs = Matrix(rows: 6, columns: crossbar.rows) { _, _ in
      statistics.voltages[chance.integer(below: 8)]
    }
    let exact = try NodalSolver().program(crossbar).read(inputs)
    let chord = try ChordModel(
      parameters: ModelParameters(technology), statistics: statistics, steps: 6
    ).program(crossbar).read(inputs)
    #expect(
      (chord - exact).largestMagnitude <= 2e-4 * exact.largestMagnitude, "\(circuit)")
    let rest = technology.read.mode.driverVoltages(for: [0], readVoltage: technology.read.voltage)[
      0]
    let twoPoint = try TwoPointModel(
      parameters: ModelParameters(technology), statistics: statistics, rest: rest
    ).program(crossbar).read(inputs)
    // Cells of 10 kΩ behind selectors of any steepness on short lines: strongly loaded.
    #expect(
      (twoPoint - exact).rootMeanSquare <= 5e-3 * exact.rootMeanSquare, "\(circuit)")
  }

  @Test(arguments: ["sinh-100k-500mv", "1s1r-100k"])
  func `reads continuous inputs of both signs`(name: String) throws {
    let technology = try ReadProblem.technology(name)
    let limit = technology.read.voltage
    let statistics = InputStatistics(
      voltages: (-10...10).map { limit * Double($0) / 10 },
      probabilities: Array(repeating: 1, count: 21), isDiscrete: false)
    let problem = try ReadProblem(technology, size: 16, batch: 1, seed: 4)
    var chance = SeededGenerator(seed: 8, stream: 1)
    let inputs = Matrix(rows: 8, columns: 16) { _, _ in (2 * chance.uniform() - 1) * limit }
    let exact = try NodalSolver().program(problem.crossbar).read(inputs)
    let currents = try TwoPointModel(
      parameters: ModelParameters(technology), statistics: statistics
    ).program(problem.crossbar).read(inputs)
    // Around zero mean current the same error counts relative to a smaller current.
    #expect((currents - exact).rootMeanSquare <= 5e-4 * exact.rootMeanSquare)
  }

  @Test func `inputs of one voltage have an operating point`() throws {
    let technology = try ReadProblem.technology("sinh-100k-500mv")
    let statistics = InputStatistics(
      voltages: [0, 0.3], probabilities: [0, 1], isDiscrete: true)
    let problem = try ReadProblem(
      technology, size: 24, batch: 1, seed: 2, statistics: statistics)
    let parameters = ModelParameters(technology)
    let secant = try SecantModel(parameters: parameters, statistics: statistics)
      .program(problem.crossbar)
    // The mean state is the solution, and the secants go through it.
    #expect(problem.error(of: secant.read(problem.inputs)) < 1e-3)
    let chord = try ChordModel(parameters: parameters, statistics: statistics, steps: 2)
      .program(problem.crossbar)
    #expect(problem.error(of: try chord.read(problem.inputs)) < 1e-6)
  }

  @Test func `takes two products for binary inputs`() throws {
    let technology = try ReadProblem.technology("sinh-100k-500mv")
    let statistics = InputStatistics(
      voltages: [0, technology.read.voltage], probabilities: [1, 1], isDiscrete: true)
    let problem = try ReadProblem(
      technology, size: 24, batch: 8, seed: 2, statistics: statistics)
    let programmed = try TwoPointModel(
      parameters: ModelParameters(technology), statistics: statistics
    ).program(problem.crossbar)
    #expect(programmed.productsPerVector == 2)
    #expect(problem.error(of: try programmed.read(problem.inputs)) < 3e-4)
  }

  @Test func `scales the law of a cell`() throws {
    let technology = try ReadProblem.technology("sinh-100k")
    let problem = try ReadProblem(technology, size: 12, batch: 4, seed: 6)
    var parameters = ModelParameters(technology)
    parameters.conductanceFactor = 1.1
    parameters.voltageFactor = 1.3
    let currents = try ChordModel(
      parameters: parameters, statistics: problem.statistics, steps: 5
    ).program(problem.crossbar).read(problem.inputs)
    // a G (V₀ / b) sinh(b V / V₀) is a sinh cell of conductance a G and voltage V₀ / b.
    var other = technology
    other.cell.device = SinhDevice(characteristicVoltage: 0.25 / 1.3)
    let scaled = Crossbar(
      technology: other,
      conductances: Matrix(
        rows: 12, columns: 12, elements: problem.crossbar.conductances.elements.map { 1.1 * $0 }))
    let exact = try NodalSolver().program(scaled).read(problem.inputs)
    #expect((currents - exact).largestMagnitude <= 1e-7 * exact.largestMagnitude)
  }
}
