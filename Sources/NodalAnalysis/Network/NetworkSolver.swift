internal import Crossbars
internal import LinearAlgebra

/// The solver of arrays that are not standard: any read mode, any cell with a law, wires of their
/// own and amplifiers.
///
/// Goals, in order of priority:
/// 1. any circuit: the blocks of ``BlockSolver`` need a chain of rows, this only a list of elements;
/// 2. the same verdict as there: Kirchhoff's law, from the node voltages alone;
/// 3. one ordering and one factorization at zero volts for every set of connected drivers, which is a
///    network of its own, since a floating row has other nodes. Those that were used last are kept.
final class NetworkSolver {
  private static let mostNetworks = 4
  private let crossbar: Crossbar
  private let cells: ArrayCells
  private var networks: [(connections: [Bool], network: Network)] = []
  private var sums: KirchhoffSums

  private struct Network {
    let layout: NetworkLayout
    /// Nil if the voltages of all nodes are given by sources.
    let iteration: NetworkIteration?
  }

  init(_ crossbar: Crossbar, cells: ArrayCells) {
    self.crossbar = crossbar
    self.cells = cells
    sums = KirchhoffSums(crossbar, cells: cells)
  }

  func solve(_ inputs: [Double]) -> SolveOutcome {
    let drive = ArrayDrive(crossbar, inputs: inputs)
    guard let network = try? network(for: drive.connections) else {
      return .stalled(residual: .infinity, iterations: 0)
    }
    let layout = network.layout
    let end: NetworkIteration.End
    if let iteration = network.iteration {
      end = iteration.solve(drive.voltages)
    } else {
      // Sources hold every node: the currents follow from the laws alone.
      var equations = NetworkEquations(crossbar, cells: cells, layout: layout)
      equations.hold(drive.voltages)
      equations.evaluate([])
      end = NetworkIteration.End(
        voltages: equations.voltages, columnCurrents: equations.columnCurrents, steps: 0)
    }
    let wordLine = layout.wordNode.map { end.voltages[$0] }
    let bitLine = layout.bitNode.map { end.voltages[$0] }
    return sums.outcome(
      drive, NodeVoltages(wordLine: wordLine, bitLine: bitLine), currents: end.columnCurrents,
      iterations: end.steps)
  }

  private func network(for connections: [Bool]) throws -> Network {
    if let found = networks.first(where: { $0.connections == connections }) {
      return found.network
    }
    let layout = NetworkLayout(crossbar, connections: connections)
    var iteration: NetworkIteration?
    if layout.unknowns > 0 {
      let amplifier = crossbar.technology.periphery.amplifier
      iteration = try NetworkIteration(
        NetworkEquations(crossbar, cells: cells, layout: layout), cells: cells,
        hasSaturation: amplifier?.saturationVoltage.isFinite ?? false)
    }
    let network = Network(layout: layout, iteration: iteration)
    if networks.count == Self.mostNetworks { networks.removeFirst() }
    networks.append((connections, network))
    return network
  }

  /// The current of every column per volt at every row, linearized at zero volts.
  func equivalentConductance() throws -> Matrix {
    // Per volt at a driver: what offsets add is no part of it.
    var deviations = crossbar.deviations
    deviations.senseOffsets = nil
    let grounded = Crossbar(
      technology: crossbar.technology, conductances: crossbar.conductances, deviations: deviations)
    let layout = NetworkLayout(
      grounded, connections: [Bool](repeating: true, count: crossbar.rows))
    guard layout.unknowns > 0 else {
      return Matrix(rows: crossbar.rows, columns: crossbar.columns, elements: cells.slopesAtZero)
    }
    let iteration = try NetworkIteration(
      NetworkEquations(grounded, cells: cells, layout: layout), cells: cells, hasSaturation: false)
    return Matrix(
      (0..<crossbar.rows).map { row in
        var drivers = [Double](repeating: 0, count: crossbar.rows)
        drivers[row] = 1
        return iteration.linearCurrents(drivers)
      })
  }
}
