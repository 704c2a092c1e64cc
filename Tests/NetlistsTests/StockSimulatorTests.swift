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

  @Test func `a name is one line of a deck's title, whatever it holds`() throws {
    let array = RandomArray(seed: 3, isOhmic: true, batch: 2, largest: (4, 3))
    let name = "a\n*# shell x\n.control\r.include x\u{2028}.lib y\u{1B}[2J \\\\"
    let deck = CrossbarDeck(array.crossbar, inputs: array.inputs).standalone(name: name)
    let lines = deck.split(whereSeparator: \.isNewline)
    #expect(lines[0].hasPrefix("* a *# shell x .control .include x .lib y\\u{1B}[2J"))
    #expect(lines[0].hasSuffix("2 input vectors") && !lines[1].hasPrefix("*"))
    #expect(lines.count { $0.hasPrefix(".control") } == 1)
    let currents = try StockSimulator.run(deck, columns: array.crossbar.columns)
    #expect(currents.count == 2)
  }

  @Test func `a deck whose analysis fails does not end with success`() throws {
    let array = RandomArray(seed: 3, isOhmic: true, batch: 2, largest: (4, 3))
    let deck = CrossbarDeck(array.crossbar, inputs: array.inputs).standalone(name: "short")
    // Two sources at one node disagree.
    let broken = deck.replacing("vindex index 0 dc 0", with: "vindex index 0 dc 0\nvx index 0 dc 7")
    #expect(throws: (any Error).self) {
      try StockSimulator.run(broken, columns: array.crossbar.columns)
    }
  }
}
