import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

@Suite struct EquivalentConductanceTests {
  private func random(_ rows: Int, _ columns: Int, seed: UInt64, decades: Double) -> Matrix {
    var chance = SeededGenerator(seed: seed, stream: 3)
    return Matrix(rows: rows, columns: columns) { _, _ in
      exp10(-4 - decades * chance.uniform())
    }
  }

  private func exp10(_ exponent: Double) -> Double {
    var (value, rest) = (1.0, exponent)
    while rest < 0 {
      value *= 0.1
      rest += 1
    }
    return value * (1 + 9 * rest * rest)
  }

  #if arch(x86_64)
    @Test(arguments: [(3, 5), (8, 8), (9, 17), (20, 11)])
    func `every element is exact, however far conductances lie apart`(
      rows: Int, columns: Int
    ) throws {
      let conductances = random(rows, columns, seed: 4, decades: 9)
      let resistances = ArrayResistances(rowSegment: 30, columnSegment: 0, driver: 1e5, sense: 1e4)
      let matrix = EquivalentConductance.matrix(
        conductances: conductances, resistances: resistances)
      let crossbar = Crossbar(
        technology: ReferenceProblem.technology(row: 30, column: 0, driver: 1e5, sense: 1e4),
        conductances: conductances)
      for row in 0..<rows {
        var inputs = [Double](repeating: 0, count: rows)
        inputs[row] = 1
        let solution = ExtendedNodalSolution(crossbar, inputs: inputs)
        for column in 0..<columns {
          let expected = solution.bitLine[0, column] / 1e4
          // The reference has eleven bits to spare, of which elimination with differences takes
          // some; each element is compared with itself, not with the largest.
          let tolerance = Tolerance(relative: 1e-13)
          #expect(
            tolerance.admits(matrix[row, column], reference: expected),
            "\(row), \(column): \(matrix[row, column]) against \(expected)")
        }
      }
    }
  #endif

  @Test(arguments: [1, 7, 8, 9, 16, 63, 64, 65, 90])
  func `reciprocity holds for a square array with equal ends`(size: Int) {
    // Transposing cells and swapping wires and ends reads the same network from the other side.
    let conductances = random(size, size, seed: UInt64(size), decades: 3)
    let forward = EquivalentConductance.matrix(
      conductances: conductances,
      resistances: ArrayResistances(rowSegment: 2, columnSegment: 5, driver: 300, sense: 70))
    func flipped(_ matrix: Matrix) -> Matrix {
      Matrix(rows: size, columns: size) { matrix[size - 1 - $1, size - 1 - $0] }
    }
    let backward = EquivalentConductance.matrix(
      conductances: flipped(conductances),
      resistances: ArrayResistances(rowSegment: 5, columnSegment: 2, driver: 70, sense: 300))
    let turned = flipped(backward)
    for (left, right) in zip(forward.elements, turned.elements) {
      // Two eliminations in another order, each exact to rounding in every element.
      #expect(Tolerance(relative: 1e-12).admits(left, reference: right))
    }
  }

  @Test func `a batch on threads is the same as one after the other`() {
    let resistances = ArrayResistances(rowSegment: 2, columnSegment: 5, driver: 300, sense: 70)
    let tiles = (0..<37).map { random(5 + $0 % 7, 3 + $0 % 11, seed: UInt64($0), decades: 2) }
    let alone = tiles.map {
      EquivalentConductance.matrix(conductances: $0, resistances: resistances)
    }
    for threads in [1, 2, 5] {
      #expect(
        EquivalentConductance.matrices(
          conductances: tiles, resistances: resistances, threads: threads) == alone)
    }
  }

  @Test(arguments: 0..<24)
  func `few vectors and many have the currents of the matrix`(seed: Int) throws {
    let circuit = RandomArray(
      seed: UInt64(seed), isOhmic: seed % 2 == 0, batch: seed % 3 == 0 ? 9 : 1 + seed % 7)
    let product = circuit.inputs * (try EquivalentConductance.matrix(of: circuit.crossbar))
    let currents = try EquivalentConductance.currents(
      of: circuit.crossbar, inputs: circuit.inputs)
    // Two orders of the same elimination: rounding only.
    #expect((currents - product).largestMagnitude <= 1e-13 * product.largestMagnitude)
  }

  @Test func `the batch of arrays takes every kind of array`() throws {
    let circuits = (0..<30).map { RandomCircuit(seed: UInt64(500 + $0), largest: (6, 6)) }
    let crossbars = circuits.map(\.crossbar)
    let batch = try EquivalentConductance.matrices(of: crossbars, threads: 3)
    for (crossbar, matrix) in zip(crossbars, batch) {
      #expect(try EquivalentConductance.matrix(of: crossbar) == matrix)
    }
  }
}
