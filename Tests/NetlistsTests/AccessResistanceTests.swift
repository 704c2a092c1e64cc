import Crossbars
import Foundation
import LinearAlgebra
import Netlists
import TestSupport
import Testing

/// The access resistance of the shipped 1T1R technologies at W/L 90/45 nm, by the stock simulator.
@Suite struct AccessResistanceTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("netlists/technologies")

  /// What PTM's 45 nm card gives: 2.9 kΩ and 2.45 kΩ at 50 mV, 120 % and 30 % more at 0.5 V.
  static let wanted: [(gate: Double, drain: Double, resistance: Double)] = [
    (0.7, 0.05, 2900), (1.3, 0.05, 2450), (0.7, 0.5, 2900 * 2.2), (1.3, 0.5, 2450 * 1.3),
  ]

  @Test(arguments: ["1t1r-level1-50k", "1t1r-bsim4-50k"])
  func `is that of PTM's 45 nm transistor within 5 percent`(name: String) throws {
    var technology = try Technology(
      contentsOf: Self.folder.appendingPathComponent("\(name).toml"))
    technology.resistances.driver = 0
    technology.resistances.sense = 0
    for point in Self.wanted {
      guard case .transistor(var transistor) = technology.cell.topology else {
        Issue.record("\(name) has no transistor")
        return
      }
      transistor.gateVoltage = point.gate
      technology.cell.topology = .transistor(transistor)
      // A memory of 1 mΩ leaves all of the voltage to the transistor.
      let deck = CrossbarDeck(
        Crossbar(technology: technology, conductances: Matrix([[1e3]])),
        inputs: Matrix([[point.drain]]))
      let currents = try StockSimulator.run(deck.standalone(name: name), columns: 1)
      let resistance = point.drain / currents[0][0]
      // The tolerance that the project asks for.
      #expect(
        Tolerance(relative: 0.05).admits(resistance, reference: point.resistance),
        "gate \(point.gate) V, drain \(point.drain) V: \(resistance) Ω, not \(point.resistance)")
    }
  }
}
