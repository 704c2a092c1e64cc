internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// What a voltage at the sense nodes does to the column currents.
///
/// With e the voltages at the sense nodes, the currents fall by Y e, where Y is the output
/// admittance of the array behind its sense resistance. Y is that of the network linearized at the
/// mean input: exact for ohmic cells, and for others right to first order in e, the second order
/// being the change of the slopes with the input.
struct ColumnLoad {
  private let crossbar: Crossbar
  private let parameters: ModelParameters
  private let mean: Double
  private var kept: Matrix?

  init(_ crossbar: Crossbar, parameters: ModelParameters, statistics: InputStatistics) {
    self.crossbar = crossbar
    self.parameters = parameters
    mean = statistics.mean
  }

  /// The output admittance, in siemens; *columns × columns*.
  mutating func admittance() throws -> Matrix {
    if let kept { return kept }
    var technology = crossbar.technology
    technology.rowSegmentResistance = parameters.resistances.rowSegment
    technology.columnSegmentResistance = parameters.resistances.columnSegment
    technology.driverResistance = parameters.resistances.driver
    technology.senseResistance = parameters.resistances.sense
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
    let admittance = Matrix(rows: crossbar.columns, columns: crossbar.columns) {
      -currents[$1, $0]
    }
    kept = admittance
    return admittance
  }
}
