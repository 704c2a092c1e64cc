import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import Technologies
import TestSupport
import Testing

/// Tables of NeuroSim, against what they say of each state.
struct NeuroSimTablesTests {
  private static func made(_ tables: String...) throws -> (Translation, Technology) {
    let translation = try NeuroSimTables(
      tables.enumerated().map { ($1, "table\($0).csv") }, name: "cells"
    ).translation
    return (
      translation,
      try Technology(ConfigurationDocument(text: translation.technology, source: "t.toml"))
    )
  }

  /// The conductances of many cells in one state of the technology.
  private static func cells(_ technology: Technology, state: Int, of count: Int) -> [Double] {
    let step =
      (technology.cell.onConductance - technology.cell.offConductance) / Double(count - 1)
    let target = technology.cell.offConductance + step * Double(state)
    return technology.fabricate(
      targets: Matrix([[Double]](repeating: [Double](repeating: target, count: 64), count: 64)),
      chance: InstanceChance(seed: 3, array: [UInt64(state)], cycle: 0, read: 0)
    ).crossbar.conductances.elements
  }

  @Test func `cells of every state have its mean and its deviation`() throws {
    let states = [
      (2e-6, 1e-7), (1.1e-5, 4e-7), (2.6e-5, 9e-7), (3e-5, 2e-7),
    ]
    let table =
      "\u{FEFF}states,mean,std\r\n"
      + states.enumerated().map { "\($0),\($1.0),\($1.1)\r\n" }.joined()
    let (translation, technology) = try Self.made(table)
    #expect(technology.cell.levels == 4)
    for (index, state) in states.enumerated() {
      let found = Self.cells(technology, state: index, of: 4)
      let mean = found.reduce(0, +) / Double(found.count)
      let variance =
        found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(found.count - 1)
      // Five standard errors of the mean and of the deviation of 4096 normal cells.
      #expect((mean - state.0).magnitude < 5 * state.1 / 64, "\(mean) and \(state.0)")
      #expect((variance.squareRoot() / state.1 - 1).magnitude < 5 / (2 * 4096.0).squareRoot())
    }
    #expect(translation.mapping.contains("bits_per_cell = 2\n"))
  }

  @Test func `uneven states without deviation are held exactly`() throws {
    let means = [1e-6, 3e-6, 4e-6, 9e-6, 1e-5]
    let (translation, technology) = try Self.made(
      "mean,std\n" + means.map { "\($0),0\n" }.joined())
    for (index, mean) in means.enumerated() {
      for cell in Self.cells(technology, state: index, of: 5).prefix(3) {
        // The shift is written in decimal digits that read back to the same number.
        #expect(Tolerance(relative: 1e-12).admits(cell, reference: mean))
      }
    }
    // Five states hold two bits, and the account says that one is not used.
    #expect(translation.unmatched.contains { $0.key == "states" && $0.value == "5" })
  }

  @Test func `even states need no shift`() throws {
    let (_, technology) = try Self.made("states,mean,std\n0,1e-6,1e-8\n1,2e-6,1e-8\n2,3e-6,1e-8\n")
    #expect(technology.variation.retention.isEmpty && technology.read.time == nil)
    let sigma = try #require(technology.variation.programming.sigma)
    #expect(Tolerance(relative: 1e-12).admits(sigma.value(at: 2e-6), reference: 1e-8))
  }

  @Test func `noise of outputs has no counterpart, and alone is no technology`() throws {
    let outputs = "output,mean,std\n0,0.01,0.2\n1,1.3,0.4\n"
    let (translation, _) = try Self.made("mean,std\n1e-6,0\n1e-5,0\n", outputs)
    let named = translation.unmatched.map(\.key)
    #expect(named.contains("table1.csv, std") && named.contains("table1.csv, output"))
    #expect(throws: InputError.self) { try Self.made(outputs) }
  }

  static let refusals: [(table: String, location: String?)] = [
    ("", nil), ("mean,std\n", nil), ("mean,std\n1e-6,0\n", nil),
    ("states,std\n0,0\n1,0\n", "line 1"), ("mean,mean\n1,2\n", "line 1"),
    ("mean,std\n1e-6,0\n1e-6,0\n", "line 3, column mean"),
    ("mean,std\n2e-6,0\n\n1e-6,0\n", "line 4, column mean"),
    ("mean,std\n1e-6,-1\n2e-6,0\n", "line 2, column std"),
    ("mean,std\n1e-6,x\n2e-6,0\n", "line 2, column std"),
    ("mean,std\n1e-6,nan\n2e-6,0\n", "line 2, column std"),
    ("mean,std\n1e-6\n2e-6,0\n", "line 2"),
    ("states,mean,std\n1,1e-6,0\n0,2e-6,0\n", "line 2, column states"),
    ("mean,std\n0,0\n0,0\n", "line 3, column mean"),
  ]

  @Test(arguments: refusals.indices)
  func `another table is refused with its line`(index: Int) throws {
    let (table, location) = Self.refusals[index]
    let error = try #require(throws: InputError.self) { try Self.made(table) }
    #expect(error.location == location, "\(error)")
  }
}
