import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport
import Testing

/// The table of docs/separable-model.md: ASSAY_MODEL_TABLE=64 swift test --filter ModelTableTests.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment["ASSAY_MODEL_TABLE"] != nil,
    "set ASSAY_MODEL_TABLE to a size to print the table"))
struct ModelTableTests {
  static let names = [
    "sinh-100k", "sinh-100k-500mv", "1s1r-100k", "rram-filamentary", "rram-jart-vcm", "rram-milo",
    "rram-skywater", "rram-stanford-pku", "rram-tiox", "rram-wan-crosssim", "rram-cmo-hfox",
    "pcm-hermes", "pcm-joshi-aihwkit", "fefet-hzo", "mtj-arm", "stt-mram", "sonos-40nm",
    "table-synthetic", "ohmic-100k", "1t1r-level1-50k", "1t1r-bsim4-50k",
  ]

  /// The processor time of work, in milliseconds: the better of two.
  private func measured(_ work: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<2 {
      let start = clock()
      try work()
      best = min(best, 1e3 * Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    return best
  }

  @Test func `prints errors and times`() throws {
    let environment = ProcessInfo.processInfo.environment
    let size = Int(environment["ASSAY_MODEL_TABLE"] ?? "") ?? 32
    let wanted = environment["ASSAY_MODEL_NAMES"]?.split(separator: ",").map(String.init)
    print("technology            additive %  K   coupled %  K | secant % | chord % | program, read")
    for name in wanted ?? Self.names {
      let technology = try ReadProblem.technology(name)
      let problem = try ReadProblem(
        technology, size: size, batch: 32, seed: UInt64(environment["ASSAY_MODEL_SEED"] ?? "") ?? 5)
      var line = name.padding(toLength: 20, withPad: " ", startingAt: 0)
      for coupling in [false, true] {
        let model = SeparableModel(
          parameters: ModelParameters(technology), statistics: problem.statistics,
          coupling: coupling)
        do {
          let programmed = try model.program(problem.crossbar)
          let error = problem.error(of: try programmed.read(problem.inputs))
          line += String(format: "  %10.5f %2d", 100 * error, programmed.productsPerVector ?? 0)
        } catch {
          line += "  \(error)"
        }
      }
      let secant = try SecantModel(
        parameters: ModelParameters(technology), statistics: problem.statistics
      ).program(problem.crossbar)
      line += String(
        format: " | secant %.4f | chord", 100 * problem.error(of: secant.read(problem.inputs)))
      for steps in 1...4 {
        do {
          let chord = try ChordModel(
            parameters: ModelParameters(technology), statistics: problem.statistics, steps: steps
          ).program(problem.crossbar)
          let error = problem.error(of: try chord.read(problem.inputs))
          line += String(format: " %.5f", 100 * error)
        } catch {
          line += " -"
        }
      }
      let model = SeparableModel(
        parameters: ModelParameters(technology), statistics: problem.statistics, coupling: true)
      let time = try? measured { _ = try model.program(problem.crossbar) }
      line += String(format: "  | %8.1f", time ?? -1)
      if let programmed = try? model.program(problem.crossbar) {
        let batch = Matrix(
          rows: 4096, columns: size,
          elements: (0..<4096 * size).map {
            problem.inputs.elements[$0 % problem.inputs.elements.count]
          })
        let ideal = ProgrammedMatrix(conductances: problem.crossbar.conductances)
        let cost = try measured { _ = try programmed.read(batch) }
        let product = measured { _ = ideal.read(batch) }
        line += String(
          format: "  %8.3f us = %.2f products of %.3f us", cost / 4.096, cost / product,
          product / 4.096)
      }
      print(line)
    }
  }
}
