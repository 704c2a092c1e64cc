import Foundation
import LinearAlgebra
import SpiceProtocol
import SpiceSolving

/// What `transient` reports, and writes as `transient.json`.
struct TransientReport: Encodable {
  struct Energy: Encodable {
    var sourcesJoule: Double
    var arrayJoule: Double
    var driversJoule: Double
    var senseJoule: Double
    var storedJoule: Double
  }

  var settlingTolerance: Double
  var durationSecond: Double
  var settlingTimeSecond: [[Double]]
  var finalCurrentAmpere: [[Double]]
  var energy: [Energy]
  var energyImbalance: Double
  var staticDifference: Double
  var settlingChange: Double
  var energyChange: Double
  var timePoints: [Int]
  var deckDigests: [String]
  var simulator: String
  /// What to know about the array and its inputs; nil if there is nothing.
  var notes: [String]?

  init(_ solution: TransientSolution, settings: TransientSettings) {
    func lists(_ matrix: Matrix) -> [[Double]] { (0..<matrix.rows).map(matrix.row) }
    settlingTolerance = settings.tolerance
    durationSecond = settings.duration
    settlingTimeSecond = lists(solution.settlingTimes)
    finalCurrentAmpere = lists(solution.finalCurrents)
    energy = solution.energies.map {
      Energy(
        sourcesJoule: $0.sources, arrayJoule: $0.array, driversJoule: $0.drivers,
        senseJoule: $0.sense, storedJoule: $0.stored)
    }
    energyImbalance = solution.evidence.energyBalance
    staticDifference = solution.evidence.staticDifference
    settlingChange = solution.evidence.settlingChange
    energyChange = solution.evidence.energyChange
    timePoints = solution.pointCounts
    deckDigests = solution.deckDigests
    simulator = "\(solution.simulator.name) \(solution.simulator.version)"
  }

  var text: String {
    let times = settlingTimeSecond.flatMap(\.self)
    let delivered = energy.map(\.sourcesJoule)
    return [
      String(
        format:
          "%d reads of %.4g s: columns settle to %.3g of their final currents in %.5g to %.5g s",
        energy.count, durationSecond, settlingTolerance, times.min() ?? 0, times.max() ?? 0),
      String(
        format: "a read takes %.5g to %.5g J from its drivers' sources",
        delivered.min() ?? 0, delivered.max() ?? 0),
      String(
        format: "energies balance to %.1e; final currents differ from the static ones by %.1e",
        energyImbalance, staticDifference),
      String(
        format: "half the time steps change settling times by %.1e and energies by %.1e",
        settlingChange, energyChange),
      "solved by \(simulator)",
    ].joined(separator: "\n")
  }
}

extension ReadEnergy {
  /// The parts in the order of `energy.npy`, in joules.
  var values: [Double] { [sources, array, drivers, sense, stored] }
}
