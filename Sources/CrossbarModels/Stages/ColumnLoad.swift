internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records
internal import Synchronization

/// The output load of an array, found when it is first asked for.
final class ColumnLoad: Sendable {
  private let solve: @Sendable () throws -> OutputLoad
  private let kept = Mutex<OutputLoad?>(nil)

  /// Creates a load that is to be found.
  ///
  /// - Parameter solve: What finds it.
  init(_ solve: @escaping @Sendable () throws -> OutputLoad) {
    self.solve = solve
  }

  /// The load that is found once and kept.
  func load() throws -> OutputLoad {
    try kept.withLock { kept in
      if let kept { return kept }
      let found = try solve()
      kept = found
      return found
    }
  }
}

extension OutputLoad {
  /// The load of a plain read, linearized at the mean input: exact for ohmic cells, and for others
  /// right to first order in the voltages, the second order being the change of the slopes with the
  /// input.
  ///
  /// - Parameters:
  ///   - crossbar: An array of a plain read.
  ///   - parameters: The parameters of the core.
  ///   - mean: The mean input, in volts.
  /// - Throws: `NodalError` if the array cannot be solved.
  init(_ crossbar: Crossbar, parameters: ModelParameters, mean: Double) throws {
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
    self.init(Matrix(rows: crossbar.columns, columns: crossbar.columns) { -currents[$1, $0] })
  }
}
