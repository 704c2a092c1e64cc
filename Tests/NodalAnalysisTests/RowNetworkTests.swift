import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

/// The two eliminations of a standard array against each other.
@Suite struct RowNetworkTests {
  @Test(
    arguments: [
      (rows: 1, columns: 1, ends: [500.0, 2.5, 2.5, 650]), (7, 5, [500, 20, 20, 400]),
      (12, 17, [0, 3, 5, 700]), (16, 8, [300, 0, 2, 0]), (9, 24, [100, 4, 0, 50]),
      (6, 11, [50, 1e3, 2e3, 1e4]), (20, 3, [0, 1, 1, 0]),
    ])
  func `say the same of every row`(rows: Int, columns: Int, ends: [Double]) throws {
    let technology = ReferenceProblem.technology(
      row: ends[1], column: ends[2], driver: ends[0], sense: ends[3])
    var chance = SeededGenerator(seed: 3, stream: UInt64(rows * columns))
    let slopes = (0..<rows * columns).map { _ in
      chance.uniform() < 0.1 ? 0 : 1e-5 * chance.uniform()
    }
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: rows, columns: columns, elements: slopes))
    let block = BlockFactorization(
      conductances: crossbar.conductances, resistances: technology.resistances)
    let general = ArrayResponse(
      circuit: try ArrayCircuit(crossbar), wordSlopes: slopes, bitSlopes: slopes)
    let width = (columns + 7) / 8 * 8
    let sources = AlignedBuffer(count: columns * width)
    for place in sources.elements.indices { sources.start[place] = 1e-6 * chance.uniform() }
    var found: [[Double]] = [[], []]
    for (index, network) in [block as any RowNetwork, general].enumerated() {
      network.forEachRow { row in
        func buffer() -> AlignedBuffer { AlignedBuffer(count: columns * width) }
        let (word, bit, current) = (buffer(), buffer(), buffer())
        row.voltages(of: sources, width: width, scratch: buffer(), word: word, bit: bit)
        row.currents(of: sources, width: width, scratch: buffer(), into: current)
        found[index] += [Double(row.row)] + row.wordByDrive + row.bitByDrive
        found[index] += row.currentByDrive.map { 1e4 * $0 }
        // In volts, and in tenths of a microampere.
        found[index] += Array(word.elements) + bit.elements + current.elements.map { 1e7 * $0 }
      }
    }
    #expect(found[0].count == found[1].count)
    let largest = zip(found[0], found[1]).map { ($0 - $1).magnitude }.max() ?? .infinity
    #expect(largest < 1e-10)
    let (own, other) = (
      try #require(block.outputAdmittance), try #require(general.outputAdmittance)
    )
    for (one, two) in zip(own.elements, other.elements) { #expect((one - two).magnitude < 1e-16) }
  }
}
