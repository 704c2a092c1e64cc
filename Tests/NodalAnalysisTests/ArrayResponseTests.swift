import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

/// A law of two slopes and a source, which the general network solves exactly: the conductance
/// stands for the word-line slope, the threshold shift for the source.
private struct AffineLaw: CellLaw {
  /// The bit-line slope over the word-line slope.
  let ratio: Double
  var isOhmic: Bool { false }
  // Sends the solver to the general network.
  var isTwoTerminal: Bool { false }

  func current(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> CellCurrent {
    CellCurrent(
      current: conductance * word - ratio * conductance * bit + thresholdShift,
      wordSlope: conductance, bitSlope: ratio * conductance)
  }
}

/// A random circuit without what makes another circuit of every input.
private struct Case: Sendable, CustomStringConvertible {
  let crossbar: Crossbar
  let ratio: Double
  let description: String

  init(seed: Int) throws {
    let circuit = RandomCircuit(seed: UInt64(seed), largest: (9, 7))
    var technology = circuit.crossbar.technology
    technology.cell.topology = .memory
    technology.cell.device = OhmicDevice()
    if technology.read.mode.unselectedRows == .floating {
      technology.read.mode.unselectedRows = .grounded
    }
    if technology.read.mode.senseSide == .both { technology.periphery.amplifier = nil }
    technology.periphery.amplifier?.saturationVoltage = .infinity
    var deviations = circuit.crossbar.deviations
    deviations.thresholdShifts = nil
    crossbar = Crossbar(
      technology: technology, conductances: circuit.crossbar.conductances, deviations: deviations)
    ratio = seed.isMultiple(of: 3) ? 1 : 1.7
    description = circuit.description
  }

  /// The solution by the general network.
  func network(drivers: [Double], sources: [Double]) throws -> NodalSolution {
    var deviations = crossbar.deviations
    deviations.thresholdShifts = Matrix(
      rows: crossbar.rows, columns: crossbar.columns, elements: sources)
    var technology = crossbar.technology
    // Drivers are given, not inputs.
    technology.read.mode.unselectedRows = .grounded
    let array = Crossbar(
      technology: technology, conductances: crossbar.conductances, deviations: deviations)
    let solver = NodalSolver(law: AffineLaw(ratio: ratio))
    let programmed = try solver.program(array)
    return try #require(programmed.solutions(for: Matrix([drivers])).first)
  }

  func response() throws -> ArrayResponse {
    ArrayResponse(
      circuit: try ArrayCircuit(crossbar), wordSlopes: crossbar.conductances.elements,
      bitSlopes: crossbar.conductances.elements.map { ratio * $0 })
  }
}

@Suite struct ArrayResponseTests {
  // Rounding of both eliminations, the general one with amplifiers of gain 1e6.
  private let tolerance = 1e-10

  @Test(arguments: 0..<60)
  func `solves the array as the general network does`(seed: Int) throws {
    let problem = try Case(seed: seed)
    var chance = SeededGenerator(seed: UInt64(seed), stream: 5)
    let cells = problem.crossbar.rows * problem.crossbar.columns
    let drivers = (0..<problem.crossbar.rows).map { _ in chance.uniform() }
    let sources = problem.crossbar.conductances.elements.map {
      $0 == 0 ? 0 : 1e-5 * (chance.uniform() - 0.5)
    }
    let expected = try problem.network(drivers: drivers, sources: sources)
    let response = try problem.response()
    let bundle = VectorBundle(
      rows: response.circuit.rows, columns: response.circuit.columns)
    for (row, voltage) in drivers.enumerated() { bundle.inputs.start[8 * row + 3] = voltage }
    for (cell, source) in sources.enumerated() { bundle.sources.start[8 * cell + 3] = source }
    response.solve(bundle)
    for cell in 0..<cells {
      #expect(
        abs(bundle.word.start[8 * cell + 3] - expected.wordLine.elements[cell]) < tolerance,
        "\(problem)")
      #expect(
        abs(bundle.bit.start[8 * cell + 3] - expected.bitLine.elements[cell]) < tolerance,
        "\(problem)")
    }
    let largest = expected.columnCurrents.largestMagnitude
    for (column, current) in expected.columnCurrents.enumerated() {
      #expect(
        abs(bundle.currents.start[8 * column + 3] - current) <= tolerance * largest + 1e-20,
        "\(problem)")
    }
  }

  @Test(arguments: 0..<30)
  func `tells what a row's own driver and sources do`(seed: Int) throws {
    let problem = try Case(seed: 100 + seed)
    let (rows, columns) = (problem.crossbar.rows, problem.crossbar.columns)
    let none = [Double](repeating: 0, count: rows)
    let noSources = [Double](repeating: 0, count: rows * columns)
    let rest = try problem.network(drivers: none, sources: noSources)
    // Each against the difference of two solutions of the general network; a source of 1 µA moves
    // nodes by millivolts.
    func expectSame(
      _ solution: NodalSolution, per unit: Double, word: (Int) -> Double, bit: (Int) -> Double,
      current: (Int) -> Double, row: Int
    ) {
      let scale = solution.columnCurrents.largestMagnitude
      for column in 0..<columns {
        let byWord = (solution.wordLine[row, column] - rest.wordLine[row, column]) / unit
        let byBit = (solution.bitLine[row, column] - rest.bitLine[row, column]) / unit
        let byCurrent = (solution.columnCurrents[column] - rest.columnCurrents[column]) / unit
        #expect(abs(word(column) - byWord) * unit < tolerance, "\(problem), row \(row)")
        #expect(abs(bit(column) - byBit) * unit < tolerance, "\(problem), row \(row)")
        #expect(
          abs(current(column) - byCurrent) * unit <= 1e-9 * scale + 1e-18, "\(problem), row \(row)")
      }
    }
    try problem.response().forEachRow { response in
      let row = response.row
      var drivers = none
      drivers[row] = 1
      expectSame(
        try problem.network(drivers: drivers, sources: noSources), per: 1,
        word: { response.wordByDrive[$0] }, bit: { response.bitByDrive[$0] },
        current: { response.currentByDrive[$0] }, row: row)
      // An ampere beside every cell, each a vector of its own.
      let width = (columns + 7) / 8 * 8
      func buffer() -> AlignedBuffer { AlignedBuffer(count: columns * width) }
      let (units, word, bit, current) = (buffer(), buffer(), buffer(), buffer())
      for column in 0..<columns { units.start[column * width + column] = 1 }
      response.voltages(of: units, width: width, scratch: buffer(), word: word, bit: bit)
      response.currents(of: units, width: width, scratch: buffer(), into: current)
      for column in 0..<columns where problem.crossbar.conductances[row, column] != 0 {
        var sources = noSources
        sources[row * columns + column] = 1e-6
        expectSame(
          try problem.network(drivers: none, sources: sources), per: 1e-6,
          word: { word.start[$0 * width + column] },
          bit: { bit.start[$0 * width + column] },
          current: { current.start[$0 * width + column] }, row: row)
      }
    }
  }
}
