import Campaigns
import Crossbars
import Foundation
import LinearAlgebra
import SpicePool
import SpiceProtocol
import TestSupport
import Testing

/// Every device in every topology and read mode: SPICE and the nodal solver must agree.
@Suite struct CircuitCombinationTests {
  /// Mode and topology of one case.
  struct Combination: Sendable, CustomStringConvertible {
    var device: any Device
    var topology: CellTopology
    var mode: ReadMode

    var description: String {
      "\(device.name) \(topology.name) \(mode.unselectedRows) \(mode.driveSide) \(mode.senseSide)"
    }
  }

  static let topologies: [CellTopology] = [
    .memory,
    .selector(Selector(saturationCurrent: 1e-7, characteristicVoltage: 0.1)),
    .transistor(
      AccessTransistor(
        model: .level1(
          Level1Parameters(
            thresholdVoltage: 0.0955, transconductance: 1.16e-3, channelLengthModulation: 0.38,
            bodyEffect: 2.32, surfacePotential: 0.8, sourceResistance: 2080)),
        width: 90e-9, length: 45e-9, gateVoltage: 1)),
  ]

  static let combinations: [Combination] = topologies.flatMap { topology in
    [OhmicDevice() as any Device, SinhDevice(characteristicVoltage: 0.25)].flatMap { device in
      ReadMode.UnselectedRows.allCases.flatMap { rows in
        ReadMode.DriveSide.allCases.flatMap { drive in
          ReadMode.SenseSide.allCases.map { sense in
            Combination(
              device: device, topology: topology,
              mode: ReadMode(unselectedRows: rows, driveSide: drive, senseSide: sense))
          }
        }
      }
    }
  }

  static func crossbar(
    _ combination: Combination, rows: Int, columns: Int, chance: inout SeededGenerator
  ) -> Crossbar {
    var technology = ReferenceProblem.technology(
      device: combination.device, driver: 500, sense: 100, on: 50e3, off: 300e3)
    technology.topology = combination.topology
    technology.readMode = combination.mode
    technology.readVoltage = 0.5
    let conductances = Matrix(rows: rows, columns: columns) { _, _ in
      chance.uniform() < 0.05 ? 0 : 1 / (50e3 + 250e3 * chance.uniform())
    }
    func factors(_ count: Int) -> [Double] { (0..<count).map { _ in 0.5 + chance.uniform() } }
    var deviations = ArrayDeviations(
      rowWireFactors: factors(rows), columnWireFactors: factors(columns))
    if case .transistor = combination.topology {
      deviations.thresholdShifts = Matrix(rows: rows, columns: columns) { _, _ in
        0.02 * chance.normal()
      }
    }
    return Crossbar(
      technology: technology, conductances: conductances, deviations: deviations)
  }

  @Test(.timeLimit(.minutes(5)))
  func `SPICE and the nodal solver agree at 16 × 16 in every combination`() async throws {
    try await solve(
      Self.combinations.enumerated().map { number, combination in
        var chance = SeededGenerator(seed: UInt64(number), stream: 41)
        let crossbar = Self.crossbar(combination, rows: 16, columns: 16, chance: &chance)
        let input = (0..<16).map { _ in chance.uniform() < 0.3 ? 0 : 0.5 * chance.uniform() }
        return ("\(combination)", crossbar, Matrix([input, input.map { 0.6 * $0 }]))
      })
  }

  /// Every device of the technology library, in every topology and several read modes.
  @Test(.timeLimit(.minutes(5)))
  func `SPICE and the nodal solver agree on the devices of the library`() async throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("netlists/technologies")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".toml") }.sorted()
    let library = try files.map {
      try Technology(contentsOf: folder.appendingPathComponent($0))
    }.filter { $0.topology == .memory && $0.periphery == .ideal }
    #expect(library.count >= 12)
    let modes = Self.combinations.prefix(24).map(\.mode)
    try await solve(
      library.enumerated().flatMap { number, own in
        Self.topologies.enumerated().flatMap { place, topology in
          (0..<3).map { step in
            var chance = SeededGenerator(seed: UInt64(number), stream: 44, UInt64(place))
            var technology = own
            technology.topology = topology
            // Seven has no common divisor with 24: the library goes through all modes.
            technology.readMode = modes[(7 * (number * 9 + place * 3 + step)) % modes.count]
            let conductances = Matrix(rows: 16, columns: 16) { _, _ in
              own.offConductance + (own.onConductance - own.offConductance) * chance.uniform()
            }
            let input = (0..<16).map { _ in
              chance.uniform() < 0.3 ? 0 : own.readVoltage * chance.uniform()
            }
            return (
              "\(own.name) \(topology.name) \(technology.readMode)",
              Crossbar(technology: technology, conductances: conductances),
              Matrix([input, input.map { 0.6 * $0 }])
            )
          }
        }
      })
  }

  @Test(.timeLimit(.minutes(5)))
  func `SPICE and the nodal solver agree on random circuits`() async throws {
    try await solve(
      (0..<60).map { seed in
        var chance = SeededGenerator(seed: UInt64(seed), stream: 42)
        let combination = Self.combinations[chance.integer(below: Self.combinations.count)]
        let rows = 1 + chance.integer(below: 12)
        let columns = 1 + chance.integer(below: 12)
        let array = Self.crossbar(combination, rows: rows, columns: columns, chance: &chance)
        var technology = array.technology
        for path in [
          \Technology.driverResistance, \.senseResistance, \.rowSegmentResistance,
          \.columnSegmentResistance,
        ] where chance.uniform() < 0.25 { technology[keyPath: path] = 0 }
        let crossbar = Crossbar(
          technology: technology, conductances: array.conductances, deviations: array.deviations)
        // Random zeros: with floating rows nearly every vector is a deck of its own.
        let inputs = Matrix(rows: 3, columns: rows) { _, _ in
          chance.uniform() < 0.3 ? 0 : 0.5 * chance.uniform()
        }
        return ("seed \(seed): \(combination), \(rows) × \(columns)", crossbar, inputs)
      })
  }

  private func solve(_ cases: [(name: String, crossbar: Crossbar, inputs: Matrix)]) async throws {
    let configuration = WorkerPool.Configuration(
      executable: try WorkerLocator.locate(), workers: 2)
    try await WorkerPool.run(configuration) { pool in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for item in cases {
          group.addTask {
            do {
              // A difference of more than 1e-9 (linear) or 1e-7 of the largest current throws.
              let solution = try await CircuitSolver().solve(
                item.crossbar, inputs: item.inputs, id: item.name, pool: pool)
              #expect(solution.path == .direct, "\(item.name)")
            } catch { Issue.record("\(item.name): \(error)") }
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
