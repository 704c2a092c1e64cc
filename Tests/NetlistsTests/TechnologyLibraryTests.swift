import Crossbars
import Foundation
import LinearAlgebra
import Netlists
import NodalAnalysis
import TestSupport
import Testing

@Suite struct TechnologyLibraryTests {
  /// The files of `netlists/technologies`, less those with converters, whose currents are codes.
  static let files: [URL] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("netlists/technologies")
    let all = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (all ?? []).filter { $0.pathExtension == "toml" && !hasConverters($0) }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }()

  private static func hasConverters(_ file: URL) -> Bool {
    (try? String(contentsOf: file, encoding: .utf8))?.contains("\n[adc]") == true
  }

  @Test func `holds the technologies of the field`() throws {
    #expect(Self.files.count >= 19)
    for file in Self.files {
      let technology = try Technology(contentsOf: file)
      #expect(technology.name == file.deletingPathExtension().lastPathComponent)
      #expect(!technology.source.isEmpty)
    }
  }

  @Test(arguments: Self.files)
  func `generates an array that the simulator and the nodal solver agree on`(file: URL) throws {
    let technology = try Technology(contentsOf: file)
    // Inputs of both signs, as differential schemes drive them.
    var chance = SeededGenerator(seed: 17, stream: 1)
    let inputs = Matrix(rows: 3, columns: 8) { _, _ in
      chance.uniform() < 0.3 ? 0 : (2 * chance.uniform() - 0.6) * technology.read.voltage / 1.4
    }
    let targets = Matrix(rows: 8, columns: 8) { _, _ in
      technology.cell.conductance(ofLevel: chance.integer(below: 5), of: 5)
    }
    // With the errors of programming and reading that the file gives.
    let crossbar = technology.fabricate(
      targets: targets, chance: InstanceChance(seed: 17, array: [1])
    ).crossbar
    let reference = try NodalSolver().program(crossbar).read(inputs)
    let deck = CrossbarDeck(crossbar, inputs: inputs).standalone(name: technology.name)
    let currents = try StockSimulator.run(deck, columns: 8)
    #expect(currents.count == 3)
    for (sample, row) in currents.enumerated() {
      for (column, current) in row.enumerated() {
        // Both are exact to rounding; Newton in the simulator stops at reltol 1e-9.
        let tolerance = Tolerance(
          relative: 0,
          absolute: (technology.cell.device.isOhmic ? 1e-9 : 1e-7) * reference.largestMagnitude)
        #expect(
          tolerance.admits(current, reference: reference[sample, column]),
          "input \(sample), column \(column): \(current), not \(reference[sample, column])")
      }
    }
  }

  /// The resistance of one cell between ideal ends, by the simulator.
  private func resistance(
    _ file: String, state resistance: Double, at voltage: Double
  ) throws -> Double {
    let url = try #require(
      Self.files.first { $0.deletingPathExtension().lastPathComponent == file })
    var technology = try Technology(contentsOf: url)
    technology.resistances.driver = 0
    technology.resistances.sense = 0
    let deck = CrossbarDeck(
      Crossbar(technology: technology, conductances: Matrix([[1 / resistance]])),
      inputs: Matrix([[voltage]]))
    let currents = try StockSimulator.run(deck.standalone(name: file), columns: 1)
    return voltage / (try #require(currents.first?.first))
  }

  @Test(arguments: [
    ("rram-stanford-pku", 556.4, 542.0), ("rram-stanford-pku", 224.5e3, 219e3),
    ("rram-jart-vcm", 1596.0, 1.60e3), ("rram-jart-vcm", 121.63e3, 122e3),
  ])
  func `reads the published resistances in the simulator`(
    file: String, state: Double, published: Double
  ) throws {
    // Published with three digits, at .1 V.
    let found = try resistance(file, state: state, at: 0.1)
    #expect(Tolerance(relative: 0.01).admits(found, reference: published), "\(found) Ω")
  }

  @Test func `has the published magnetoresistance in the simulator`() throws {
    let parallel = try resistance("mtj-arm", state: 6e3, at: 0.1)
    let antiparallel = try resistance("mtj-arm", state: 150e3 / 7, at: 0.1)
    // P = 0.75 gives 2P²/(1 − P²).
    #expect(
      Tolerance(relative: 1e-9).admits(
        antiparallel / parallel - 1, reference: 2 * 0.5625 / (1 - 0.5625)))
  }
}
