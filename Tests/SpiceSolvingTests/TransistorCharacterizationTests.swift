import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import SpicePool
import SpiceProtocol
import SpiceSolving
import Testing
import TestSupport

/// BSIM4 transistors in the project's own solver.
@Suite struct TransistorCharacterizationTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("netlists/technologies")

  static func technology() throws -> Technology {
    try Technology(contentsOf: folder.appendingPathComponent("1t1r-bsim4-50k.toml"))
  }

  @Test func `the shipped characteristic is what the simulator measures`() async throws {
    let technology = try Self.technology()
    guard case .transistor(let transistor) = technology.cell.topology,
      case .bsim4(let card) = transistor.model, let stored = card.characteristic
    else {
      Issue.record("no characterized card")
      return
    }
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    let measured = try await WorkerPool.run(workers) { pool in
      try await TransistorCharacterization.measure(
        transistor, temperature: technology.read.temperature, upTo: technology.read.voltage,
        pool: pool)
    }
    #expect(measured.lowerRange == stored.lowerRange)
    #expect(measured.acrossRange == stored.acrossRange)
    for (value, reference) in zip(measured.conductances.elements, stored.conductances.elements) {
      // Newton in the simulator stops at reltol 1e-9, and exp may differ between systems.
      #expect(Tolerance(relative: 1e-9).admits(value, reference: reference))
    }
  }

  @Test func `a card is measured from its nominal temperature on, and the record says so`()
    async throws
  {
    guard case .transistor(var transistor) = try Self.technology().cell.topology,
      case .bsim4(let card) = transistor.model
    else {
      Issue.record("no characterized card")
      return
    }
    // The shipped card states a nominal temperature, which takes precedence.
    let stated = "tnom=27"
    try #require(card.text.contains(stated))
    var silent = card
    silent.text = card.text.replacingOccurrences(of: stated, with: "")
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    func measured(
      _ card: AccessTransistor.ModelCard, nominal: Double
    ) async throws -> TransistorRecord {
      transistor.model = .bsim4(card)
      transistor.nominalTemperature = nominal
      let subject = transistor
      let characteristic = try await WorkerPool.run(workers) { pool in
        try await TransistorCharacterization.measure(
          subject, temperature: 85, upTo: 0.5, pool: pool)
      }
      let record = TransistorRecord(
        of: subject, card: card, temperature: 85, characteristic: characteristic)
      #expect(
        try TransistorRecord(ConfigurationDocument(text: record.text, source: "r")) == record)
      return record
    }
    let still = try await measured(silent, nominal: 85)
    let moved = try await measured(silent, nominal: 27)
    let own = try await measured(card, nominal: 85)
    // Records without the key are those of cards at their nominal temperature.
    #expect(!still.text.contains("nominal_temperature_celsius"))
    #expect(moved.text.contains("\nnominal_temperature_celsius = 27.0\n"))
    let currents = [still, moved, own].map(\.characteristic.conductances.largestMagnitude)
    // 58 °C more slow the carriers down.
    #expect(currents[1] < 0.98 * currents[0], "\(currents)")
    #expect(currents[2] == currents[1], "\(currents)")
  }

  @Test func `both solvers agree on BSIM4 cells in every read mode`() async throws {
    var cases: [(String, Crossbar, Matrix)] = []
    for rows in ReadMode.UnselectedRows.allCases {
      for drive in ReadMode.DriveSide.allCases {
        for sense in ReadMode.SenseSide.allCases {
          var technology = try Self.technology()
          technology.read.mode = ReadMode(unselectedRows: rows, driveSide: drive, senseSide: sense)
          var chance = SeededGenerator(seed: UInt64(cases.count), stream: 43)
          let conductances = Matrix(rows: 16, columns: 16) { _, _ in
            1 / (50e3 + 250e3 * chance.uniform())
          }
          let input = (0..<16).map { _ in chance.uniform() < 0.3 ? 0 : 0.5 * chance.uniform() }
          cases.append(
            (
              "\(rows) \(drive) \(sense)",
              Crossbar(technology: technology, conductances: conductances),
              Matrix([input, input.map { 0.6 * $0 }])
            ))
        }
      }
    }
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate(), workers: 2)
    let items = cases
    try await WorkerPool.run(workers) { pool in
      for (name, crossbar, inputs) in items {
        // A difference of more than 1e-7 of the largest current throws.
        let solution = try await CircuitSolver().solve(
          crossbar, inputs: inputs, id: name, pool: pool)
        #expect(solution.path == .direct, "\(name)")
      }
    }
  }

  @Test func `thresholds that deviate have no second opinion and are refused`() async throws {
    let crossbar = Crossbar(
      technology: try Self.technology(), conductances: Matrix([[1e-5]]),
      deviations: ArrayDeviations(thresholdShifts: Matrix([[0.01]])))
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate())
    await #expect(throws: UnavailableError.self) {
      try await WorkerPool.run(workers) { pool in
        try await CircuitSolver().solve(
          crossbar, inputs: Matrix([[0.1]]), id: "shift", pool: pool)
      }
    }
  }
}
