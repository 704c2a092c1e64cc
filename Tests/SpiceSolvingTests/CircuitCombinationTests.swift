import Crossbars
import Foundation
import LinearAlgebra
import SpicePool
import SpiceProtocol
import SpiceSolving
import Testing
import TestSupport

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
    technology.cell.topology = combination.topology
    technology.read.mode = combination.mode
    technology.read.voltage = 0.5
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

  /// The technologies that come with the project, in the order of their files.
  static func library() throws -> [Technology] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("netlists/technologies")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".toml") }.sorted()
      .map { try Technology(contentsOf: folder.appendingPathComponent($0)) }
  }

  /// A technology in one topology and read mode at 16 × 16, with random states and idle rows.
  static func libraryCase(
    _ own: Technology, topology: CellTopology, mode: ReadMode, seed: UInt64, stream: UInt64
  ) -> (name: String, crossbar: Crossbar, inputs: Matrix) {
    var chance = SeededGenerator(seed: seed, stream: 44, stream)
    var technology = own
    technology.cell.topology = topology
    technology.read.mode = mode
    let conductances = Matrix(rows: 16, columns: 16) { _, _ in
      own.cell.offConductance + (own.cell.onConductance - own.cell.offConductance)
        * chance.uniform()
    }
    let input = (0..<16).map { _ in
      chance.uniform() < 0.3 ? 0 : own.read.voltage * chance.uniform()
    }
    return (
      "\(own.name) \(topology.name) \(mode)",
      Crossbar(technology: technology, conductances: conductances),
      Matrix([input, input.map { 0.6 * $0 }])
    )
  }

  /// Every device of the technology library, in every topology and several read modes.
  @Test(.timeLimit(.minutes(5)))
  func `SPICE and the nodal solver agree on the devices of the library`() async throws {
    let library = try Self.library().filter {
      $0.cell.topology == .memory && $0.periphery == .ideal
    }
    #expect(library.count >= 12)
    let modes = Self.combinations.prefix(24).map(\.mode)
    try await solve(
      library.enumerated().flatMap { number, own in
        Self.topologies.enumerated().flatMap { place, topology in
          (0..<3).map { step in
            // Seven has no common divisor with 24: the library goes through all modes.
            Self.libraryCase(
              own, topology: topology,
              mode: modes[(7 * (number * 9 + place * 3 + step)) % modes.count],
              seed: UInt64(number), stream: UInt64(place))
          }
        }
      })
  }

  /// The whole schema: every technology, its own cell and the three of these tests, all read modes.
  ///
  /// It takes minutes, so `make evidence` runs it and not `make test`.
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["ASSAY_EVERY_COMBINATION"] != nil),
    .timeLimit(.minutes(60)))
  func `SPICE and the nodal solver agree on the whole library in every combination`() async throws {
    let modes = Self.combinations.prefix(24).map(\.mode)
    let library = try Self.library()
    let cases = library.enumerated().flatMap { number, own in
      // The memory of a cell with a selector or transistor is one of the others.
      let topologies = own.cell.topology == .memory ? Self.topologies : [own.cell.topology]
      return topologies.enumerated().flatMap { place, topology in
        modes.map {
          Self.libraryCase(
            own, topology: topology, mode: $0, seed: UInt64(number), stream: UInt64(place))
        }
      }
    }
    let begun = ContinuousClock.now
    let (agreed, ramps, worst) = try await solve(cases)
    let seconds = (ContinuousClock.now - begun).components.seconds
    print(
      "combinations: \(agreed) of \(cases.count) cases of \(library.count) technologies agree, "
        + "\(ramps) by a drive ramp, worst difference \(worst.difference) of the largest current (\(worst.name)), "
        + "in \(seconds) s")
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
          \ArrayResistances.driver, \.sense, \.rowSegment, \.columnSegment,
        ] where chance.uniform() < 0.25 { technology.resistances[keyPath: path] = 0 }
        let crossbar = Crossbar(
          technology: technology, conductances: array.conductances, deviations: array.deviations)
        // Random zeros: with floating rows nearly every vector is a deck of its own.
        let inputs = Matrix(rows: 3, columns: rows) { _, _ in
          chance.uniform() < 0.3 ? 0 : 0.5 * chance.uniform()
        }
        return ("seed \(seed): \(combination), \(rows) × \(columns)", crossbar, inputs)
      })
  }

  /// Solves every case with its evidence; returns how many have it, how many by a ramp, and the worst.
  @discardableResult
  private func solve(
    _ cases: [(name: String, crossbar: Crossbar, inputs: Matrix)]
  ) async throws -> (agreed: Int, ramps: Int, worst: (difference: Double, name: String)) {
    let configuration = WorkerPool.Configuration(
      executable: try WorkerLocator.locate(), workers: 2)
    return try await WorkerPool.run(configuration) { pool in
      try await withThrowingTaskGroup(of: (difference: Double, isRamped: Bool, name: String)?.self)
      { group in
        for item in cases {
          group.addTask {
            do {
              // A difference of more than 1e-9 (linear) or 1e-7 of the largest current throws, and so
              // does a residual: two selector cases in 1656 need a ramp to stay within its 1e-9.
              var bounds = EvidenceBounds.standard(for: item.crossbar.technology)
              if !item.crossbar.technology.isLinear { bounds.fallback = [.driveRamp] }
              let solution = try await CircuitSolver(bounds: bounds).solve(
                item.crossbar, inputs: item.inputs, id: item.name, pool: pool)
              #expect(solution.path == .direct, "\(item.name)")
              return (solution.secondSolver, solution.record.path != "direct", item.name)
            } catch {
              Issue.record("\(item.name): \(error)")
              return nil
            }
          }
        }
        var agreed = 0
        var ramps = 0
        var worst = (difference: 0.0, name: "none")
        for try await found in group {
          guard let found else { continue }
          agreed += 1
          ramps += found.isRamped ? 1 : 0
          if found.difference >= worst.difference { worst = (found.difference, found.name) }
        }
        return (agreed, ramps, worst)
      }
    }
  }
}
