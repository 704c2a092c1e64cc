import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

/// Arrays at which fixed-point solvers give up: long lines of 100 Ω a segment, conductances six
/// orders of magnitude apart, floating rows.
///
/// The everyday run takes 48 × 48 cells, `make evidence` 256 × 256.
@Suite(.serialized) struct HardArrayTests {
  private static let isEvidence =
    ProcessInfo.processInfo.environment["ASSAY_HARD_ARRAYS"] != nil
  private static let size = isEvidence ? 256 : 48

  struct Problem: Sendable, CustomStringConvertible {
    var description: String
    var device: any Device
    var hasFloatingRows: Bool
  }

  static let problems: [Problem] = [
    Problem(description: "ohmic", device: OhmicDevice(), hasFloatingRows: false),
    Problem(
      description: "sinh", device: SinhDevice(characteristicVoltage: 0.1), hasFloatingRows: false),
    Problem(description: "ohmic-floating", device: OhmicDevice(), hasFloatingRows: true),
    Problem(
      description: "sinh-floating", device: SinhDevice(characteristicVoltage: 0.1),
      hasFloatingRows: true),
  ]

  @Test(arguments: problems)
  func `are solved, with a certificate`(problem: Problem) throws {
    let size = Self.size
    var technology = ReferenceProblem.technology(
      device: problem.device, row: 100, column: 100, on: 10e3, off: 10e9)
    technology.read.voltage = 0.5
    if problem.hasFloatingRows { technology.read.mode.unselectedRows = .floating }
    var chance = SeededGenerator(seed: 256, stream: 6)
    let crossbar = Crossbar(
      technology: technology,
      // On cells and off cells, a ratio of 10⁶.
      conductances: Matrix(rows: size, columns: size) { _, _ in
        chance.uniform() < 0.5 ? 1e-4 : 1e-10
      })
    let inputs = Matrix(rows: 2, columns: size) { _, _ in
      chance.uniform() < 0.5 ? 0 : 0.5 * chance.uniform()
    }
    let begun = ContinuousClock.now
    let solutions = try NodalSolver().program(crossbar).solutions(for: inputs)
    for (sample, solution) in solutions.enumerated() {
      let residual = try KirchhoffResidual.evaluate(
        crossbar, inputs: inputs.row(sample), wordLine: solution.wordLine,
        bitLine: solution.bitLine)
      #expect(residual.isWithin(1e-10), "\(residual)")
      #expect(solution.columnCurrents.allSatisfy { $0.isFinite })
    }
    guard Self.isEvidence else { return }
    print(
      "hard-\(problem):", "\(size)×\(size) at 100 Ω a segment, ratio 1e6: residual",
      solutions.map(\.residual.relative).max() ?? 0, "of the largest cell current in",
      solutions.map(\.iterations).max() ?? 0, "steps,", (ContinuousClock.now - begun) / 2,
      "a vector with programming")
  }
}
