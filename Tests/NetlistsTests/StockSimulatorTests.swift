import Crossbars
import Foundation
import LinearAlgebra
import Netlists
import NodalAnalysis
import TestSupport
import Testing

@Suite struct StockSimulatorTests {
  @Test(arguments: 0..<12, [true, false])
  func `runs the deck unchanged and finds the solver's currents`(seed: Int, isOhmic: Bool) throws {
    let array = RandomArray(
      seed: UInt64(seed), isOhmic: isOhmic, batch: 1 + seed % 5, largest: (12, 40))
    let deck = CrossbarDeck(array.crossbar, inputs: array.inputs).standalone(name: "\(array)")
    let currents = try StockSimulator.run(deck, columns: array.crossbar.columns)
    let reference = try NodalSolver().program(array.crossbar).read(array.inputs)
    #expect(currents.count == reference.rows)
    for (sample, row) in currents.enumerated() {
      for (column, current) in row.enumerated() {
        // Both are exact to rounding; Newton in the simulator stops at reltol 1e-9.
        let tolerance = Tolerance(
          relative: 0, absolute: (isOhmic ? 1e-9 : 1e-7) * reference.largestMagnitude)
        #expect(
          tolerance.admits(current, reference: reference[sample, column]),
          "\(array), input \(sample), column \(column): \(current)")
      }
    }
  }
}
