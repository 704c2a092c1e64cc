import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

@Suite struct KirchhoffResidualTests {
  @Test(arguments: 0..<20, [true, false])
  func `notices any voltage that is moved`(seed: Int, isOhmic: Bool) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: isOhmic, batch: 1)
    guard
      case .converged(var solution) = try NodalSolver().program(array.crossbar).solve(array.inputs)[
        0]
    else {
      Issue.record("no convergence")
      return
    }
    let cell = seed % solution.wordLine.elements.count
    solution.wordLine.elements[cell] += 1e-3
    let residual = try KirchhoffResidual.evaluate(
      array.crossbar, inputs: array.inputs.row(0), wordLine: solution.wordLine,
      bitLine: solution.bitLine)
    #expect(residual.relative > 1e-5, "\(array): \(residual)")
  }

  @Test func `fails a voltage that is not a number`() throws {
    let array = RandomArray(seed: 3, isOhmic: true, batch: 1)
    var voltages = Matrix(rows: array.crossbar.rows, columns: array.crossbar.columns)
    voltages.elements[0] = .nan
    let residual = try KirchhoffResidual.evaluate(
      array.crossbar, inputs: array.inputs.row(0), wordLine: voltages, bitLine: voltages)
    #expect(!residual.isWithin(1e-9))
  }

  #if arch(x86_64)
    @Test func `explains what is left of an exact solution rounded to doubles`() throws {
      // Word-line segments of .27 Ω beside cells of up to 8 MΩ: one unit in the last place of a
      // voltage is then more than 1e-9 of the largest cell current.
      let array = RandomArray(seed: 7016, isOhmic: true, batch: 2)
      var largest = 0.0
      for sample in 0..<array.inputs.rows {
        let inputs = array.inputs.row(sample)
        let voltages = ExtendedNodalSolution(array.crossbar, inputs: inputs)
        let residual = try KirchhoffResidual.evaluate(
          array.crossbar, inputs: inputs, wordLine: voltages.wordLine, bitLine: voltages.bitLine)
        largest.grow(toMagnitudeOf: residual.worst / residual.largestCellCurrent)
        #expect(residual.relative < 1e-13, "\(residual)")
      }
      #expect(largest > 1e-9)
    }
  #endif

  @Test func `compares an input of zero volts with the currents of its batch`() throws {
    let array = RandomArray(seed: 3, isOhmic: true, batch: 1)
    let rest = Matrix(rows: array.crossbar.rows, columns: array.crossbar.columns)
    var idle = try KirchhoffResidual.evaluate(
      array.crossbar, inputs: [Double](repeating: 0, count: array.crossbar.rows), wordLine: rest,
      bitLine: rest)
    (idle.worst, idle.unexplained, idle.largestCellCurrent) = (3e-20, 3e-20, 1e-20)
    #expect(!idle.isWithin(1e-9))
    let inBatch = idle.inBatch(largestCellCurrent: 1e-6)
    #expect(inBatch.isWithin(1e-9))
    // A thousandth of the batch's largest current.
    #expect((inBatch.relative - 3e-11).magnitude < 1e-20)
    #expect(!idle.inBatch(largestCellCurrent: 1e-9).isWithin(1e-9))
  }
}
