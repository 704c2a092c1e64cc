import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis

/// The nodal solver alone, without a simulator.
enum SolverSpeed {
  static func measure() throws {
    print("| claim | time (least) | median | error |")
    print("|---|---|---|---|")
    for size in [16, 32, 64, 128, 256, 512] {
      let crossbar = array(technology(OhmicDevice(), name: "ohmic"), size: size)
      let times = try Stopwatch.times(of: size > 100 ? 3 : 41) {
        _ = try EquivalentConductance.matrix(of: crossbar)
      }
      var error = ""
      if size <= 256 {
        let vectors = inputs(4, size: size)
        error = figure(
          difference(
            vectors * (try EquivalentConductance.matrix(of: crossbar)),
            try NodalSolver().program(crossbar).read(vectors)), "(nodal solver)")
      }
      print(
        "| equivalent conductance matrix, \(size)×\(size) | \(figure(times[0] * 1e3, "ms")) | "
          + "\(figure(times[times.count / 2] * 1e3, "ms")) | \(error) |")
    }

    let ohmic = technology(OhmicDevice(), name: "ohmic")
    var chance = SeededGenerator(seed: 5, stream: 64)
    let tiles = (0..<400).map { _ in
      Matrix(rows: 64, columns: 64) { _, _ in
        ohmic.cell.offConductance + (ohmic.cell.onConductance - ohmic.cell.offConductance)
          * chance.uniform()
      }
    }
    for threads in [1, 2] {
      let times = Stopwatch.times(of: 5) {
        _ = EquivalentConductance.matrices(
          conductances: tiles, resistances: ohmic.resistances, threads: threads)
      }
      print(
        "| tiles of 64×64 a second, \(threads) thread(s) | \(figure(400 / times[0], "")) | "
          + "\(figure(400 / times[2], "")) | |")
    }

    for (name, device, voltage) in [
      ("ohmic", OhmicDevice() as any Device, 0.25),
      ("sinh", SinhDevice(characteristicVoltage: 0.25), 0.25),
      ("sinh", SinhDevice(characteristicVoltage: 0.25), 0.5),
      ("sinh, V0 .1 V", SinhDevice(characteristicVoltage: 0.1), 0.5),
    ] {
      var technology = technology(device, name: name)
      technology.read.voltage = voltage
      let crossbar = array(technology, size: 64)
      let given = inputs(64, size: 64)
      let batch = Matrix(rows: 64, columns: 64) { given[$0, $1] * voltage / 0.25 }
      let begun = Stopwatch.times(of: 5) { _ = try? NodalSolver().program(crossbar) }
      let solver = try NodalSolver().program(crossbar)
      let times = try Stopwatch.times(of: 5) { _ = try solver.read(batch) }
      let solutions = try solver.solutions(for: batch)
      let residual = solutions.map(\.residual.relative).largestMagnitude
      let steps = solutions.map(\.iterations).max() ?? 0
      print(
        "| nodal solver, \(name), \(voltage) V, 64×64, a vector of 64; programming "
          + "\(figure(begun[0] * 1e3, "ms")) | \(figure(times[0] / 64 * 1e3, "ms")) | "
          + "\(figure(times[2] / 64 * 1e3, "ms")) | residual \(figure(residual, "")), "
          + "at most \(steps) steps |")
    }
  }
}
