internal import Crossbars
internal import LinearAlgebra

extension KirchhoffSums {
  /// Judges node voltages by their Kirchhoff residual.
  ///
  /// - Parameters:
  ///   - drive: The drivers.
  ///   - voltages: The node voltages.
  ///   - currents: The column currents, in amperes; nil for the sums of the cell currents, which are
  ///     what leaves a column.
  ///   - iterations: The number of steps taken.
  /// - Returns: The solution, or a stall if the residual exceeds what is accepted.
  mutating func outcome(
    _ drive: ArrayDrive, _ voltages: NodeVoltages, currents: [Double]? = nil, iterations: Int
  ) -> SolveOutcome {
    let residual = residual(drive, wordLine: voltages.wordLine, bitLine: voltages.bitLine)
    guard residual.isWithin(NewtonBounds.accepted) else {
      return .stalled(residual: residual.relative, iterations: iterations)
    }
    return .converged(
      NodalSolution(
        columnCurrents: currents ?? columnCurrents,
        wordLine: Matrix(rows: rows, columns: columns, elements: voltages.wordLine),
        bitLine: Matrix(rows: rows, columns: columns, elements: voltages.bitLine),
        residual: residual, iterations: iterations))
  }

  private var columnCurrents: [Double] {
    var currents = [Double](repeating: 0, count: columns)
    for (cell, value) in cellCurrents.enumerated() { currents[cell % columns] += value.current }
    return currents
  }
}
