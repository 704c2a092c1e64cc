public import Crossbars
public import LinearAlgebra

/// How well node voltages meet Kirchhoff's current law, evaluated without solving anything.
///
/// Nodes that a resistance of 0 Ω joins count as one. Where an end resistance is 0 Ω the node is
/// held by a source, which delivers any current; there the law says nothing, and the difference
/// from the source's voltage is counted in its place, times the differential conductance of the
/// row's cells.
public struct KirchhoffResidual: Sendable, Equatable {
  /// The largest magnitude of the sum of currents at a node, in amperes.
  public var worst: Double
  /// The largest magnitude of a cell current, in amperes.
  public var largestCellCurrent: Double
  /// Where the worst sum is, such as `row 3, column 7, bit line`; rows and columns count from 0.
  public var node: String
  /// The sum that rounding alone leaves when voltages are doubles, in amperes: 2⁻⁵² of the largest
  /// current that a resistance of the array would carry if one of its ends were at 0 V.
  public var roundingFloor: Double

  /// The worst sum relative to the largest cell current; 0 if no current flows anywhere.
  public var relative: Double {
    worst == 0 ? 0 : worst / largestCellCurrent
  }

  /// The same residual for an input of a batch, held to no less than a thousandth of the batch's
  /// largest cell current.
  ///
  /// A simulator sweeps a batch and leaves about its last correction at an input of 0 V, where no
  /// current flows that the residual could be compared with.
  ///
  /// - Parameter largest: The largest cell current of the batch, in amperes.
  /// - Returns: The residual with its reference current.
  public func inBatch(largestCellCurrent largest: Double) -> KirchhoffResidual {
    var residual = self
    residual.largestCellCurrent = max(largestCellCurrent, 1e-3 * largest)
    return residual
  }

  /// Whether the law is met.
  ///
  /// - Parameter bound: The largest accepted residual, relative to the largest cell current.
  /// - Returns: Whether the residual is within the bound, or no larger than rounding explains.
  public func isWithin(_ bound: Double) -> Bool {
    worst <= max(bound * largestCellCurrent, 8 * roundingFloor)
  }

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
    var sums = KirchhoffSums(crossbar)
    return sums.residual(
      inputs: inputs, wordLine: wordLine.elements, bitLine: bitLine.elements)
  }
}
