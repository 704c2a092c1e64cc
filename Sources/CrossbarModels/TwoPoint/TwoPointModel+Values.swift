package import Crossbars
package import LinearAlgebra
internal import NodalAnalysis
internal import Records

extension TwoPointModel {
  /// The functions of the rows at one driver voltage, before they are spanned by a few.
  package struct RowFunctionValues {
    /// A of every row and column, in amperes; *rows × columns*.
    package var share: Matrix
    /// T: parts of the share per ampere of the column; for inputs of both signs in amperes.
    package var change: Matrix
    /// H, in amperes; nil for inputs of one sign.
    package var softening: Matrix?
    /// The column currents at full drive beyond those at rest, in amperes.
    package var fullDrive: [Double]
  }

  /// Finds the functions of the rows at a driver voltage.
  ///
  /// - Parameters:
  ///   - crossbar: A programmed array.
  ///   - voltage: The driver voltage, in volts.
  /// - Returns: The functions' values.
  /// - Throws: What ``program(_:)`` throws.
  package func rowFunctions(of crossbar: Crossbar, at voltage: Double) throws -> RowFunctionValues {
    let array = try EffectiveArray(crossbar, parameters: parameters)
    let points = try TwoPoints(
      array, statistics: statistics, rest: rest, exact: ExactArray(array))
    let own = try points.shares()
    let weights = points.grid.weights(at: voltage)
    func values(_ table: RowTable) -> Matrix {
      Matrix(rows: array.rows, columns: array.columns) { row, column in
        weights.indices.reduce(0) {
          $0 + weights[$1] * table[row * array.columns + column, $1]
        }
      }
    }
    return RowFunctionValues(
      share: values(own.share), change: values(own.change), softening: own.softening.map(values),
      fullDrive: own.fullDrive)
  }
}
