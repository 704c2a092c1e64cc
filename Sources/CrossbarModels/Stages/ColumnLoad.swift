internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records
internal import Synchronization

/// What a voltage at the sense nodes does to the column currents.
///
/// With e the voltages at the sense nodes, the currents fall by Y e, where Y is the output
/// admittance of the array behind its sense resistance. Y is that of the network linearized at the
/// mean input: exact for ohmic cells, and for others right to first order in e, the second order
/// being the change of the slopes with the input.
final class ColumnLoad: Sendable {
  private let crossbar: Crossbar
  private let parameters: ModelParameters
  private let mean: Double
  private let kept = Mutex<Matrix?>(nil)

  init(_ crossbar: Crossbar, parameters: ModelParameters, statistics: InputStatistics) {
    self.crossbar = crossbar
    self.parameters = parameters
    mean = statistics.mean
  }

  /// The output admittance, in siemens; *columns × columns*.
  func admittance() throws -> Matrix {
    try kept.withLock { kept in
      if let kept { return kept }
      let found = try solve()
      kept = found
      return found
    }
  }

  private func solve() throws -> Matrix {
    var technology = crossbar.technology
    technology.resistances = parameters.resistances
    let array = Crossbar(technology: technology, conductances: crossbar.conductances)
    let solution = try NodalSolver().program(array).solutions(
      for: Matrix(rows: 1, columns: crossbar.rows) { _, _ in mean })[0]
    let law = technology.cellLaw
    let slopes = Matrix(rows: crossbar.rows, columns: crossbar.columns) { row, column in
      // What counts is how the current falls with the voltage of the bit line.
      parameters.conductanceFactor
        * (law?.current(
          word: solution.wordLine[row, column], bit: solution.bitLine[row, column],
          conductance: crossbar.conductances[row, column], thresholdShift: 0
        ).bitSlope ?? 0)
    }
    let network = BlockFactorization(conductances: slopes, resistances: parameters.resistances)
    let currents = network.solve(
      grounds: Matrix(rows: crossbar.columns, columns: crossbar.columns) { $0 == $1 ? 1 : 0 }
    ).currents
    return Matrix(rows: crossbar.columns, columns: crossbar.columns) { -currents[$1, $0] }
  }
}
