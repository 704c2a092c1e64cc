import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

@Suite struct BlockFactorizationTests {
  private static func resistances(_ seed: Int) -> ArrayResistances {
    // Every subset of the four may be 0 Ω.
    func value(_ bit: Int, _ ohms: Double) -> Double { seed >> bit & 1 == 1 ? 0 : ohms }
    return ArrayResistances(
      rowSegment: value(0, 4), columnSegment: value(1, 7), driver: value(2, 300),
      sense: value(3, 90))
  }

  private func random(_ rows: Int, _ columns: Int, seed: Int, scale: Double) -> Matrix {
    var chance = SeededGenerator(seed: UInt64(seed), stream: 8)
    return Matrix(rows: rows, columns: columns) { _, _ in scale * chance.uniform() }
  }

  @Test(arguments: 0..<16)
  func `currents are those of the equivalent conductance`(seed: Int) {
    let (rows, columns) = (1 + seed * 5 % 19, 1 + seed * 7 % 23)
    let conductances = random(rows, columns, seed: seed, scale: 1e-4)
    let inputs = random(11, rows, seed: seed + 100, scale: 0.3)
    let matrix = EquivalentConductance.matrix(
      conductances: conductances, resistances: Self.resistances(seed))
    let factored = BlockFactorization(
      conductances: conductances, resistances: Self.resistances(seed))
    let currents = factored.solve(inputs: inputs).currents
    // Two orders of the same elimination: rounding only.
    #expect(
      (currents - inputs * matrix).largestMagnitude <= 1e-13 * currents.largestMagnitude)
  }

  @Test(arguments: 0..<16)
  func `a volt at a ground tells what a source beside a cell gives its column`(seed: Int) {
    let (rows, columns) = (1 + seed * 3 % 11, 1 + seed * 11 % 13)
    let factored = BlockFactorization(
      conductances: random(rows, columns, seed: seed, scale: 1e-4),
      resistances: Self.resistances(seed))
    let grounds = Matrix(rows: columns, columns: columns) { $0 == $1 ? 1 : 0 }
    let gains = factored.solve(grounds: grounds)
    let cells = rows * columns
    let sources = Matrix(rows: cells, columns: cells) { $0 == $1 ? 1e-6 : 0 }
    let currents = factored.solve(sources: sources).currents
    for cell in 0..<cells {
      for column in 0..<columns {
        // Reciprocity: the current that the source makes at the ground is minus the voltage that
        // the ground makes at the source; rounding against gains of up to 1.
        let gain = gains.bitLine[column, cell] - gains.wordLine[column, cell]
        #expect((currents[cell, column] / 1e-6 - gain).magnitude < 1e-13)
      }
    }
  }

  @Test func `a vector's solution depends on neither its neighbors nor its place`() {
    let conductances = random(13, 10, seed: 1, scale: 1e-4)
    let factored = BlockFactorization(
      conductances: conductances, resistances: Self.resistances(0))
    let inputs = random(19, 13, seed: 2, scale: 0.3)
    let sources = random(19, 130, seed: 3, scale: 1e-6)
    let batch = factored.solve(inputs: inputs, sources: sources)
    for sample in 0..<19 {
      let alone = factored.solve(
        inputs: inputs.rows(sample..<sample + 1), sources: sources.rows(sample..<sample + 1))
      #expect(alone.currents.row(0) == batch.currents.row(sample))
      #expect(alone.wordLine.row(0) == batch.wordLine.row(sample))
      #expect(alone.bitLine.row(0) == batch.bitLine.row(sample))
    }
  }
}
