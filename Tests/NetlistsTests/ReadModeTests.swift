import Crossbars
import LinearAlgebra
import Netlists
import TestSupport
import Testing

/// Every read mode, run by the stock simulator, against the dense nodal equations of its definition.
@Suite struct ReadModeTests {
  static let modes: [ReadMode] = ReadMode.UnselectedRows.allCases.flatMap { rows in
    ReadMode.DriveSide.allCases.flatMap { drive in
      ReadMode.SenseSide.allCases.map {
        ReadMode(unselectedRows: rows, driveSide: drive, senseSide: $0)
      }
    }
  }

  static func array(rows: Int, columns: Int, mode: ReadMode, seed: UInt64) -> Crossbar {
    var chance = SeededGenerator(seed: seed, stream: 5)
    var technology = ReferenceProblem.technology(row: 7, column: 3, driver: 200, sense: 90)
    technology.read.mode = mode
    let conductances = Matrix(rows: rows, columns: columns) { _, _ in
      1e-5 + 9e-5 * chance.uniform()
    }
    return Crossbar(
      technology: technology, conductances: conductances,
      deviations: ArrayDeviations(
        rowWireFactors: (0..<rows).map { _ in 0.5 + chance.uniform() },
        columnWireFactors: (0..<columns).map { _ in 0.5 + chance.uniform() }))
  }

  @Test(arguments: modes.enumerated().map { ($0, $1) })
  func `gives the currents of its definition`(number: Int, mode: ReadMode) throws {
    let shapes = [(4, 3), (1, 4), (5, 1), (2, 2), (1, 1), (6, 5)]
    let (rows, columns) = shapes[number % shapes.count]
    let crossbar = Self.array(rows: rows, columns: columns, mode: mode, seed: UInt64(number))
    let pattern = [0.1, 0, 0.25, 0, -0.05, 0.2]
    let inputs = Matrix([
      Array(pattern.prefix(rows)), Array(pattern.prefix(rows)).map { 0.7 * $0 },
    ])
    let deck = CrossbarDeck(crossbar, inputs: inputs)
    let currents = try StockSimulator.run(deck.standalone(name: "\(mode)"), columns: columns)
    try #require(currents.count == 2)
    for sample in 0..<2 {
      let reference = ResistorArray(crossbar, input: inputs.row(sample)).currents()
      let largest = reference.map(\.magnitude).max() ?? 0
      for (column, (current, expected)) in zip(currents[sample], reference).enumerated() {
        // Two eliminations of well-conditioned equations, each exact to rounding.
        let tolerance = Tolerance(relative: 0, absolute: 1e-11 * largest)
        #expect(
          tolerance.admits(current, reference: expected),
          "\(mode), \(rows) × \(columns), input \(sample), column \(column): \(current), \(expected)"
        )
      }
    }
  }

  @Test func `makes a deck for every set of floating rows and keeps the order`() {
    let crossbar = Self.array(
      rows: 3, columns: 2, mode: ReadMode(unselectedRows: .floating), seed: 1)
    let inputs = Matrix([[0.1, 0, 0.2], [0.1, 0.1, 0.1], [0.3, 0, 0.1], [0, 0, 0]])
    let series = DeckSeries(crossbar, inputs: inputs)
    #expect(series.samples == [[0, 2], [1], [3]])
    #expect(series.decks[0].inputs == Matrix([[0.1, 0, 0.2], [0.3, 0, 0.1]]))
    #expect(series.decks[0].connections == [true, false, true])
    #expect(!series.decks[0].circuit.contains("in1 "))
    #expect(series.decks[2].circuit.contains("vsense1 s1 0"))
  }

  @Test func `divides a batch that is too large for a deck`() {
    let crossbar = Self.array(
      rows: 2, columns: 2, mode: ReadMode(unselectedRows: .floating), seed: 1)
    let inputs = Matrix([[0.1, 0], [0.1, 0.1], [0.3, 0], [0.2, 0], [0.3, 0.1]])
    let series = DeckSeries(crossbar, inputs: inputs, largestBatch: 2)
    #expect(series.samples == [[0, 2], [3], [1, 4]])
    #expect(series.decks.map(\.inputs.rows) == [2, 1, 2])
    #expect(series.decks[1].inputs == Matrix([[0.2, 0]]))
    #expect(DeckSeries(crossbar, inputs: inputs, largestBatch: 9).samples == [[0, 2, 3], [1, 4]])
  }

  @Test func `lists a floating row without cells at 0 V`() throws {
    var technology = ReferenceProblem.technology()
    technology.read.mode.unselectedRows = .floating
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix([[1e-4, 2e-4], [0, 0], [3e-5, 0]]))
    let deck = CrossbarDeck(crossbar, inputs: Matrix([[0.2, 0, 0]]))
    #expect(deck.circuit.contains("vopen1 w1_0 0 dc 0"))
    let currents = try StockSimulator.run(deck.standalone(name: "open"), columns: 2)
    #expect(currents[0].allSatisfy { $0 > 0 })
  }

  // Without wires all cells of a line meet in one node: rows at V, columns at 0 V behind Rk, and a
  // floating row is a node of its own.
  @Test func `collapses lines of 0 Ω on both sides`() throws {
    for mode in Self.modes where mode.unselectedRows != .floating {
      var technology = ReferenceProblem.technology(row: 0, column: 0, driver: 0, sense: 0)
      technology.read.mode = mode
      let conductances = Matrix([[1e-4, 2e-5], [3e-5, 6e-5]])
      let inputs = Matrix([[0.1, 0.2], [0.2, 0.1]])
      let deck = CrossbarDeck(
        Crossbar(technology: technology, conductances: conductances), inputs: inputs)
      let currents = try StockSimulator.run(deck.standalone(name: "ideal"), columns: 2)
      let reference = inputs * conductances
      for (value, expected) in zip(currents.joined(), reference.elements) {
        // Ohm's law in one step, exact to rounding.
        #expect(Tolerance(relative: 1e-13).admits(value, reference: expected), "\(mode)")
      }
    }
  }

  @Test(arguments: ReadMode.SenseSide.allCases, ReadMode.DriveSide.allCases)
  func `keeps wires between ends of 0 Ω`(sense: ReadMode.SenseSide, drive: ReadMode.DriveSide)
    throws
  {
    var technology = ReferenceProblem.technology(row: 9, column: 4, driver: 0, sense: 0)
    technology.read.mode = ReadMode(driveSide: drive, senseSide: sense)
    let conductances = Matrix([[1e-4, 2e-5, 1e-5], [3e-5, 6e-5, 2e-5], [1e-5, 5e-5, 3e-5]])
    let inputs = [0.1, 0.2, 0.05]
    let deck = CrossbarDeck(
      Crossbar(technology: technology, conductances: conductances), inputs: Matrix([inputs]))
    let currents = try StockSimulator.run(deck.standalone(name: "held"), columns: 3)
    technology.resistances.driver = 1e-6
    technology.resistances.sense = 1e-6
    let reference = ResistorArray(
      Crossbar(technology: technology, conductances: conductances), input: inputs
    ).currents()
    for (value, expected) in zip(currents[0], reference) {
      // 1 µΩ in place of 0 Ω, beside cells of 10 kΩ, and 1e6 S beside them costs six digits.
      #expect(Tolerance(relative: 1e-8).admits(value, reference: expected))
    }
  }
}
