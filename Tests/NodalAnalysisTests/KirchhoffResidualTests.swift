import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

@Suite struct KirchhoffResidualTests {
  @Test(arguments: 0..<20, [true, false])
  func `notices any voltage that is moved`(seed: Int, isOhmic: Bool) {
    let array = RandomArray(seed: UInt64(seed), isOhmic: isOhmic, batch: 1)
    guard
      case .converged(var solution) = NodalSolver().program(array.crossbar).solve(array.inputs)[0]
    else {
      Issue.record("no convergence")
      return
    }
    let cell = seed % solution.wordLine.elements.count
    solution.wordLine.elements[cell] += 1e-3
    let residual = KirchhoffResidual.evaluate(
      array.crossbar, inputs: array.inputs.row(0), wordLine: solution.wordLine,
      bitLine: solution.bitLine)
    #expect(residual.relative > 1e-5, "\(array): \(residual)")
  }

  @Test func `fails a voltage that is not a number`() {
    let array = RandomArray(seed: 3, isOhmic: true, batch: 1)
    var voltages = Matrix(rows: array.crossbar.rows, columns: array.crossbar.columns)
    voltages.elements[0] = .nan
    let residual = KirchhoffResidual.evaluate(
      array.crossbar, inputs: array.inputs.row(0), wordLine: voltages, bitLine: voltages)
    #expect(!residual.isWithin(1e-9))
  }

  @Test func `compares an input of zero volts with the currents of its batch`() {
    let array = RandomArray(seed: 3, isOhmic: true, batch: 1)
    let rest = Matrix(rows: array.crossbar.rows, columns: array.crossbar.columns)
    var idle = KirchhoffResidual.evaluate(
      array.crossbar, inputs: [Double](repeating: 0, count: array.crossbar.rows), wordLine: rest,
      bitLine: rest)
    (idle.worst, idle.largestCellCurrent, idle.roundingFloor) = (3e-20, 1e-20, 0)
    #expect(!idle.isWithin(1e-9))
    let inBatch = idle.inBatch(largestCellCurrent: 1e-6)
    #expect(inBatch.isWithin(1e-9))
    // A thousandth of the batch's largest current.
    #expect((inBatch.relative - 3e-11).magnitude < 1e-20)
    #expect(!idle.inBatch(largestCellCurrent: 1e-9).isWithin(1e-9))
  }
}
