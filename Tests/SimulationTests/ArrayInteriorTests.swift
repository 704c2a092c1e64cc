import Configuration
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import Simulation
import TestSupport
import Testing

/// Node voltages, cell currents and powers, in every topology and read mode.
@Suite struct ArrayInteriorTests {
  private static func interiors(
    _ crossbar: Crossbar, _ inputs: Matrix, by solver: Solver
  ) async throws -> (reading: ArrayReading, interiors: [ArrayInterior]) {
    var interiors: [ArrayInterior] = []
    let found = try await ArraySimulation(solver).run(crossbar, inputs: inputs) {
      interiors.append($0)
    }
    return (found.reading, interiors)
  }

  @Test(arguments: 0..<240)
  func `powers balance and cell currents add up in every topology and mode`(seed: Int) async throws
  {
    let array = RandomCircuit(seed: UInt64(seed), batch: 3)
    let (reading, interiors) = try await Self.interiors(
      array.crossbar, array.inputs, by: .nodal)
    try #require(interiors.count == 3)
    for (sample, interior) in interiors.enumerated() {
      let turnover = interior.power.values.reduce(0) { $0 + $1.magnitude }
      // The verdict accepts sums of 1e-10 of the largest cell current at a node; Newton's last step is
      // far below.
      #expect(
        interior.power.imbalance.magnitude <= 1e-11 * turnover,
        "\(array): \(interior.power) misses \(interior.power.imbalance) W")
      let largest = interior.cellCurrents.largestMagnitude
      for column in 0..<array.crossbar.columns {
        let sum = interior.cellCurrents.column(column).reduce(0, +)
        #expect(
          (sum - reading.currents[sample, column]).magnitude
            <= 1e-12 * largest * Double(array.crossbar.rows), "\(array)")
      }
      let passive = [
        interior.power.drivers, interior.power.rowWires, interior.power.columnWires,
        interior.power.cells, interior.power.sense,
      ]
      #expect(passive.allSatisfy { $0 >= -1e-14 * turnover }, "\(array): \(interior.power)")
      let isSingle = array.crossbar.technology.cell.topology == .memory
      #expect((interior.inner == nil) == isSingle)
    }
  }

  @Test(arguments: 0..<30)
  func `voltages, inner nodes and currents are those of the simulator`(seed: Int) async throws {
    let array = RandomCircuit(seed: UInt64(2000 + seed), largest: (5, 4), batch: 2)
    let nodal = try await Self.interiors(array.crossbar, array.inputs, by: .nodal).interiors
    let spice = try await Self.interiors(array.crossbar, array.inputs, by: .spice).interiors
    try #require(nodal.count == spice.count)
    for (own, simulated) in zip(nodal, spice) {
      // The simulator stops at a relative tolerance of 1e-9 and 1e-14 V.
      let scale = max(own.wordLine.largestMagnitude, own.bitLine.largestMagnitude)
      let accepted = 1e-7 * scale + 1e-12
      for (one, other) in [
        (own.wordLine, simulated.wordLine), (own.bitLine, simulated.bitLine),
        (own.inner ?? own.bitLine, simulated.inner ?? own.bitLine),
      ] {
        #expect((own.inner == nil) == (simulated.inner == nil))
        for (value, reference) in zip(one.elements, other.elements) {
          #expect(
            value.isNaN == reference.isNaN
              && (value.isNaN || (value - reference).magnitude <= accepted),
            "\(array): \(value) V, not \(reference) V")
        }
      }
      let largest = own.cellCurrents.largestMagnitude
      #expect(
        (own.cellCurrents - simulated.cellCurrents).largestMagnitude <= 1e-6 * largest + 1e-20,
        "\(array)")
      let turnover = own.power.values.reduce(0) { $0 + $1.magnitude }
      #expect(simulated.power.imbalance.magnitude <= 1e-6 * turnover + 1e-25, "\(array)")
      for (value, reference) in zip(own.power.values, simulated.power.values) {
        #expect((value - reference).magnitude <= 1e-6 * turnover + 1e-25, "\(array)")
      }
    }
  }

  /// V² over the sum of all resistances, divided as the resistances are.
  @Test func `one cell divides the power as its resistances divide the voltage`() async throws {
    let technology = ReferenceProblem.technology(
      device: OhmicDevice(), row: 2, column: 3, driver: 500, sense: 100)
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix([[1 / 1e4]]))
    let interior = try #require(
      try await Self.interiors(crossbar, Matrix([[0.2]]), by: .nodal).interiors.first)
    let current = 0.2 / 10_600
    // All are a few roundings of products of three numbers.
    let tolerance = Tolerance(relative: 1e-14, absolute: 0)
    for (value, reference) in [
      (interior.cellCurrents[0, 0], current),
      (interior.wordLine[0, 0], 0.2 - 500 * current), (interior.bitLine[0, 0], 100 * current),
      (interior.power.sources, 0.2 * current), (interior.power.drivers, 500 * current * current),
      (interior.power.cells, 1e4 * current * current),
      (interior.power.sense, 100 * current * current),
    ] {
      #expect(tolerance.admits(value, reference: reference), "\(value), not \(reference)")
    }
    #expect(interior.power.rowWires == 0 && interior.power.columnWires == 0)
    #expect(interior.power.amplifiers == 0)
  }

  /// Two segments of a word line carry what the cells behind them take.
  @Test func `wires take what the currents behind them lose`() async throws {
    let technology = ReferenceProblem.technology(
      device: OhmicDevice(), row: 50, column: 0, driver: 0, sense: 0)
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix([[1e-4, 2e-4, 5e-5]]))
    let interior = try #require(
      try await Self.interiors(crossbar, Matrix([[0.25]]), by: .nodal).interiors.first)
    let cells = interior.cellCurrents.row(0)
    let loss = 50 * ((cells[1] + cells[2]) * (cells[1] + cells[2]) + cells[2] * cells[2])
    #expect(
      Tolerance(relative: 1e-12, absolute: 0).admits(interior.power.rowWires, reference: loss))
    #expect(interior.power.sense == 0 && interior.power.drivers == 0)
  }

  @Test func `an amplifier's offset drives power into the columns`() async throws {
    let problem = RandomArray(seed: 3, isOhmic: true, largest: (6, 5))
    var technology = problem.crossbar.technology
    technology.resistances = ArrayResistances(
      rowSegment: 2, columnSegment: 2, driver: 100, sense: 50)
    technology.periphery.amplifier = TransimpedanceAmplifier(
      feedbackResistance: 1e4, openLoopGain: 1e4)
    let columns = problem.crossbar.columns
    let crossbar = Crossbar(
      technology: technology, conductances: problem.crossbar.conductances,
      deviations: ArrayDeviations(senseOffsets: Array(repeating: 5e-3, count: columns)))
    let idle = Matrix(rows: 1, columns: crossbar.rows)
    let power = try #require(
      try await Self.interiors(crossbar, idle, by: .nodal).interiors.first?.power)
    #expect(power.sources == 0 && power.amplifiers < 0)
    #expect(power.imbalance.magnitude <= 1e-12 * -power.amplifiers)
  }

  /// More vectors than are solved at once, and every vector by itself.
  @Test(arguments: [true, false])
  func `a batch in stretches is the batch to the bit`(isOhmic: Bool) async throws {
    let array = RandomArray(seed: 12, isOhmic: isOhmic, batch: 150, largest: (9, 7))
    let solutions = try NodalSolver().program(array.crossbar).solutions(for: array.inputs)
    let (reading, interiors) = try await Self.interiors(
      array.crossbar, array.inputs, by: .nodal)
    #expect(reading.currents == Matrix(solutions.map(\.columnCurrents)))
    #expect(interiors.map(\.wordLine) == solutions.map(\.wordLine))
    #expect(interiors.map(\.bitLine) == solutions.map(\.bitLine))
    let plain = try await ArraySimulation(.nodal).run(array.crossbar, inputs: array.inputs)
    #expect(plain.reading.currents == reading.currents)
    #expect(plain.newtonSteps == solutions.map(\.iterations).max())
  }

  @Test func `the vector that cannot be solved has its number in the batch`() throws {
    // sinh of a million is beyond double precision.
    var technology = ReferenceProblem.technology(
      device: SinhDevice(characteristicVoltage: 1e-3), row: 0, column: 0, driver: 0, sense: 0)
    technology.read.voltage = 1000
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix(rows: 3, columns: 3, repeating: 1e-4))
    var inputs = Matrix(rows: 70, columns: 3)
    inputs[69, 1] = 1000
    let programmed = try NodalSolver().program(crossbar)
    let outcomes = programmed.solve(inputs)
    guard case .stalled = outcomes[69] else {
      Issue.record("the vector was solved; take a harder one")
      return
    }
    let error = #expect(throws: NodalError.self) {
      try programmed.visitSolutions(for: inputs) { _, _ in }
    }
    #expect(error?.sample == 69)
  }

  @Test(arguments: [Solver.ideal, .fcm])
  func `a solver without nodes is refused`(solver: Solver) async throws {
    let array = RandomArray(seed: 5, isOhmic: true)
    await #expect(throws: UsageError.self) {
      try await ArraySimulation(solver).run(array.crossbar, inputs: array.inputs) { _ in }
    }
  }
}
