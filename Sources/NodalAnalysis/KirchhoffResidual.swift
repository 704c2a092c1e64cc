public import Crossbars
public import LinearAlgebra

/// How well node voltages meet Kirchhoff's current law, evaluated without solving anything.
public struct KirchhoffResidual: Sendable, Equatable {
  /// The largest magnitude of the sum of currents at a node, in amperes.
  public var worst: Double
  /// The largest magnitude of a cell current, in amperes.
  public var largestCellCurrent: Double
  /// Where the worst sum is, such as `row 3, column 7, bit line`.
  public var node: String

  /// The worst sum relative to the largest cell current; 0 if no current flows anywhere.
  public var relative: Double { worst == 0 ? 0 : worst / largestCellCurrent }

  /// Evaluates the nodal equations of an array at given voltages.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - inputs: The row voltages, in volts.
  ///   - wordLine: The word-line voltage of every cell, in volts; *rows × columns*.
  ///   - bitLine: The bit-line voltage of every cell, in volts; *rows × columns*.
  /// - Returns: The residual.
  public static func evaluate(
    _ crossbar: Crossbar, inputs: [Double], wordLine: Matrix, bitLine: Matrix
  ) -> KirchhoffResidual {
    fatalError("in preparation")
  }
}
