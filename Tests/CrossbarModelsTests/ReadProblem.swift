import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport

/// A random array of a technology under random inputs, with its exact currents.
struct ReadProblem: Sendable {
  let crossbar: Crossbar
  let statistics: InputStatistics
  let inputs: Matrix
  let exact: Matrix

  /// Inputs of 16 levels, three in ten of them 0 V.
  static func statistics(upTo voltage: Double, levels: Int = 16) -> InputStatistics {
    InputStatistics(
      voltages: (0..<levels).map { voltage * Double($0) / Double(levels - 1) },
      probabilities: (0..<levels).map { $0 == 0 ? 0.3 : 0.7 / Double(levels - 1) },
      isDiscrete: true)
  }

  init(
    _ technology: Technology, size: Int, batch: Int, seed: UInt64,
    statistics: InputStatistics? = nil
  ) throws {
    var chance = SeededGenerator(seed: seed, stream: 3)
    let statistics = statistics ?? Self.statistics(upTo: technology.read.voltage)
    self.statistics = statistics
    crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: size, columns: size) { _, _ in
        technology.cell.offConductance
          + (technology.cell.onConductance - technology.cell.offConductance) * chance.uniform()
      })
    inputs = Matrix(rows: batch, columns: size) { _, _ in
      var rest = chance.uniform()
      for (voltage, probability) in zip(statistics.voltages, statistics.probabilities) {
        rest -= probability
        if rest < 0 { return voltage }
      }
      return statistics.voltages.last ?? 0
    }
    exact = try NodalSolver().program(crossbar).read(inputs)
  }

  /// RMS(error) / RMS(current).
  func error(of currents: Matrix) -> Double {
    RelativeError(of: currents, against: exact).relativeRMSE
  }

  static func technology(_ name: String) throws -> Technology {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("netlists/technologies")
    var technology = try Technology(contentsOf: folder.appendingPathComponent("\(name).toml"))
    technology.periphery = .ideal
    return technology
  }
}
