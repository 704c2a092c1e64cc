import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

/// Chord steps that are relaxed row by row.
@Suite struct ChordStepTests {
  private struct Problem {
    let cells: ArrayCells
    let slopes: [Double]
    let network: BlockFactorization
    let rows: Int
    let columns: Int
    var drivers: Matrix

    init(_ name: String, rows: Int, columns: Int) throws {
      let technology = try ReadProblem.technology(name)
      var chance = SeededGenerator(seed: 8, stream: UInt64(rows + columns))
      let crossbar = Crossbar(
        technology: technology,
        conductances: Matrix(rows: rows, columns: columns) { _, _ in
          technology.cell.onConductance * (chance.uniform() < 0.1 ? 0 : chance.uniform())
        })
      let cells = try ArrayCells(crossbar)
      self.cells = cells
      (self.rows, self.columns) = (rows, columns)
      slopes = crossbar.conductances.elements.indices.map {
        cells.current($0, word: 0, bit: 0).wordSlope
      }
      network = BlockFactorization(
        conductances: Matrix(rows: rows, columns: columns, elements: slopes),
        resistances: technology.resistances)
      let voltage = technology.read.voltage
      drivers = Matrix(rows: 8, columns: rows) { vector, _ in
        chance.uniform() < Double(vector) / 8 ? 0 : voltage * (1.5 * chance.uniform() - 0.5)
      }
    }

    /// Solves some of the vectors, each in a lane of its own.
    func solve(_ vectors: [Int], isRelaxed: Bool, goal: Double) -> (
      bundle: VectorBundle, steps: Int
    ) {
      let bundle = VectorBundle(rows: rows, columns: columns)
      for (lane, vector) in vectors.enumerated() {
        VectorBundle.write(drivers.row(vector), to: bundle.inputs, lane: lane)
      }
      let iteration = ChordIteration(cells, wordSlopes: slopes, network: network)
      let relaxation = isRelaxed ? RowRelaxation(rows: rows, columns: columns) : nil
      for step in 1...40 {
        let left = iteration.step(bundle, count: vectors.count, relaxation: relaxation)
        if step > 1
          && vectors.indices.allSatisfy({ left.change[$0] <= goal * left.largest[$0] })
        {
          return (bundle, step)
        }
      }
      return (bundle, .max)
    }
  }

  @Test(arguments: [("sinh-100k", 64, 40), ("sinh-100k-500mv", 40, 31), ("ohmic-100k", 24, 9)])
  func `relaxed steps end at the same voltages`(name: String, rows: Int, columns: Int) throws {
    let problem = try Problem(name, rows: rows, columns: columns)
    let all = Array(0..<8)
    let plain = problem.solve(all, isRelaxed: false, goal: 1e-12)
    let relaxed = problem.solve(all, isRelaxed: true, goal: 1e-12)
    #expect(plain.steps < 40 && relaxed.steps < 40)
    for (one, other) in [
      (plain.bundle.word, relaxed.bundle.word), (plain.bundle.bit, relaxed.bundle.bit),
    ] {
      let largest = zip(one.elements, other.elements).map { ($0 - $1).magnitude }.max() ?? 1
      #expect(largest < 1e-11)
    }
  }

  @Test func `full drive takes fewer steps with relaxed rows`() throws {
    var problem = try Problem("sinh-100k", rows: 64, columns: 40)
    problem.drivers = Matrix(rows: 1, columns: 64, repeating: 0.25)
    let plain = problem.solve([0], isRelaxed: false, goal: 1e-10)
    let relaxed = problem.solve([0], isRelaxed: true, goal: 1e-10)
    #expect(relaxed.steps < plain.steps && plain.steps < 40)
  }

  @Test func `a relaxed vector depends on no other`() throws {
    let problem = try Problem("sinh-100k", rows: 20, columns: 13)
    // As many steps for all: each vector ends by itself.
    let together = problem.solve(Array(0..<8), isRelaxed: true, goal: 0).bundle
    for vector in 0..<8 {
      let alone = problem.solve([vector], isRelaxed: true, goal: 0).bundle
      #expect(
        VectorBundle.read(alone.word, lane: 0) == VectorBundle.read(together.word, lane: vector))
    }
  }
}
