import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

@Suite struct NodalSolverTests {
  @Test(arguments: ReferenceProblem.all)
  func `meets the known currents`(problem: ReferenceProblem) throws {
    let currents = try NodalSolver().program(problem.crossbar).read(problem.inputs)
    for (value, reference) in zip(currents.elements, problem.currents.elements) {
      #expect(
        problem.tolerance.admits(value, reference: reference), "\(value) against \(reference)")
    }
  }

  @Test(arguments: 0..<40, [true, false])
  func `reports a residual at the level of rounding`(seed: Int, isOhmic: Bool) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: isOhmic)
    for outcome in try NodalSolver().program(array.crossbar).solve(array.inputs) {
      guard case .converged(let solution) = outcome else {
        Issue.record("\(array): \(outcome)")
        continue
      }
      // Newton stops at 1e-13; what remains is rounding of wire currents, a few 1e-12.
      #expect(solution.residual.relative < 1e-10, "\(array): \(solution.residual)")
    }
  }

  @Test(arguments: 0..<40)
  func `agrees with the equivalent matrix when cells are ohmic`(seed: Int) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: true)
    let exact = try NodalSolver().program(array.crossbar).read(array.inputs)
    let product = try array.inputs * EquivalentConductance.matrix(of: array.crossbar)
    // Two orders of the same elimination: rounding only.
    let difference = (exact - product).largestMagnitude
    #expect(difference <= 1e-12 * exact.largestMagnitude, "\(array): \(difference)")
  }

  @Test(arguments: [0.02, 0.05, 0.25, 3], [0.1, 1, 5])
  func `converges however steep the cells are`(characteristic: Double, voltage: Double) throws {
    let technology = ReferenceProblem.technology(
      device: SinhDevice(characteristicVoltage: characteristic), row: 1, column: 3)
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 9, columns: 6) { Double(1 + ($0 * 5 + $1 * 3) % 11) * 1e-5 })
    let inputs = Matrix([(0..<9).map { voltage * Double($0 % 3) / 2 }])
    guard
      case .converged(let solution) = try NodalSolver().program(crossbar).solve(inputs)[0]
    else {
      Issue.record("no convergence")
      return
    }
    #expect(solution.residual.relative < 1e-10)
    #expect(solution.columnCurrents.allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test func `gives no current without input`() throws {
    for isOhmic in [true, false] {
      let array = RandomArray(seed: 5, isOhmic: isOhmic)
      let zero = Matrix(rows: 1, columns: array.crossbar.rows)
      let currents = try NodalSolver().program(array.crossbar).read(zero)
      #expect(currents.elements.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: 0..<10, [true, false])
  func `reads one vector as it reads it in a batch`(seed: Int, isOhmic: Bool) throws {
    let array = RandomArray(seed: UInt64(100 + seed), isOhmic: isOhmic)
    let solver = try NodalSolver().program(array.crossbar)
    let batch = try solver.read(array.inputs)
    for sample in 0..<array.inputs.rows {
      let alone = try solver.read(array.inputs.rows(sample..<sample + 1))
      #expect(alone.row(0) == batch.row(sample))
    }
  }

  @Test(arguments: 0..<10)
  func `superposes when cells are ohmic`(seed: Int) throws {
    let array = RandomArray(seed: UInt64(200 + seed), isOhmic: true, batch: 2)
    let solver = try NodalSolver().program(array.crossbar)
    let parts = try solver.read(array.inputs)
    let sum = Matrix([zip(array.inputs.row(0), array.inputs.row(1)).map(+)])
    let whole = try solver.read(sum)
    for column in 0..<whole.columns {
      // Rounding of three solves against the largest of the currents.
      let tolerance = Tolerance(relative: 0, absolute: 1e-12 * parts.largestMagnitude)
      #expect(
        tolerance.admits(whole[0, column], reference: parts[0, column] + parts[1, column]))
    }
  }

  @Test(arguments: 0..<10, [true, false])
  func `loses current to every added resistance under a uniform drive`(
    seed: Int, isOhmic: Bool
  ) throws {
    let array = RandomArray(seed: UInt64(300 + seed), isOhmic: isOhmic)
    let drive = Matrix(rows: 1, columns: array.crossbar.rows, repeating: 0.2)
    func total(_ change: (inout Technology) -> Void) throws -> Double {
      var technology = array.crossbar.technology
      change(&technology)
      let crossbar = Crossbar(
        technology: technology, conductances: array.crossbar.conductances)
      return try NodalSolver().program(crossbar).read(drive).elements.reduce(0, +)
    }
    let before = try total { _ in }
    // Rayleigh: rounding may hide a change, never turn its sign by more than 1e-12.
    let bound = before * (1 + 1e-12)
    #expect(try total { $0.resistances.rowSegment += 3 } <= bound)
    #expect(try total { $0.resistances.columnSegment += 3 } <= bound)
    #expect(try total { $0.resistances.driver += 50 } <= bound)
    #expect(try total { $0.resistances.sense += 50 } <= bound)
  }

  @Test func `tells rows from columns`() throws {
    let conductances = Matrix(rows: 3, columns: 12, repeating: 1e-4)
    let drive = Matrix(rows: 1, columns: 3, repeating: 0.25)
    func last(row: Double, column: Double) throws -> Double {
      let technology = ReferenceProblem.technology(row: row, column: column, driver: 0, sense: 0)
      let crossbar = Crossbar(technology: technology, conductances: conductances)
      return try NodalSolver().program(crossbar).read(drive)[0, 11]
    }
    // Twelve cells hang on a word line and three on a bit line: word-line resistance hurts the
    // last column far more.
    #expect(try last(row: 50, column: 0) < 0.9 * last(row: 0, column: 50))
  }
}
