import Crossbars
import Foundation
import LinearAlgebra
import SpicePool
import SpiceSolving
import Testing

@Suite struct TechnologyEvidenceTests {
  /// The technologies of `netlists/technologies` that have no converters.
  static func technologies() throws -> [Technology] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("netlists/technologies")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return try files.filter { file in
      try file.pathExtension == "toml"
        && !String(contentsOf: file, encoding: .utf8).contains("\n[adc]")
    }
    .sorted { $0.lastPathComponent < $1.lastPathComponent }.map(Technology.init(contentsOf:))
  }

  static let selector = Selector(saturationCurrent: 1e-6, characteristicVoltage: 0.08)
  static let transistor = AccessTransistor(
    model: .level1(
      Level1Parameters(
        thresholdVoltage: 0.45, transconductance: 2e-4, channelLengthModulation: 0.05,
        bodyEffect: 0.3)),
    width: 1e-6, length: 0.1e-6, gateVoltage: 1.8)

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [CellTopology.memory, .selector(selector), .transistor(transistor)])
  func `passes its evidence with every technology`(topology: CellTopology) async throws {
    let side = topology == .memory ? 16 : 6
    let configuration = WorkerPool.Configuration(
      executable: try WorkerLocator.locate(), workers: 2)
    try await WorkerPool.run(configuration) { pool in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for var technology in try Self.technologies() {
          technology.cell.topology = topology
          let subject = technology
          group.addTask {
            var chance = SeededGenerator(seed: 23, stream: 5)
            let targets = Matrix(rows: side, columns: side) { _, _ in
              subject.cell.conductance(ofLevel: chance.integer(below: 5), of: 5)
            }
            let inputs = Matrix(rows: 2, columns: side) { _, _ in
              chance.uniform() < 0.3 ? 0 : chance.uniform() * subject.read.voltage
            }
            let crossbar = subject.fabricate(
              targets: targets, chance: InstanceChance(seed: 23, array: [5])
            ).crossbar
            // What does not meet its bounds throws.
            let solution = try await CircuitSolver().solve(
              crossbar, inputs: inputs, id: "\(subject.name) \(topology.name)", pool: pool)
            #expect(solution.kirchhoff < 1e-9, "\(subject.name): \(solution.kirchhoff)")
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
