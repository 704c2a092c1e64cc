public import Crossbars
public import LinearAlgebra

/// How well node voltages meet Kirchhoff's current law, evaluated without solving anything.
///
/// Nodes that a resistance of 0 Ω joins count as one. Nodes inside cells and the inputs of
/// amplifiers behind a resistance are eliminated: their voltages are found, not taken from anyone.
///
/// Where an end resistance is 0 Ω the node is held by a source, which delivers any current; there
/// the law says nothing, and the difference from the source's voltage is counted in its place,
/// times the differential conductance of the row's or column's cells. An amplifier of high gain at
/// such a node is nearly a source: a rounding error of its input voltage alone is a large current
/// into it. The sum at its node therefore counts by the fraction g / (g + s), with g the
/// conductance of the array and s the slope of the amplifier there, which is the current that the
/// error of the node's voltage makes in the array.
public struct KirchhoffResidual: Sendable, Equatable {
  /// The largest magnitude of the sum of currents at a node, in amperes.
  public var worst: Double
  /// The largest part of such a sum that the rounding of voltages to doubles does not explain, in
  /// amperes.
  ///
  /// A voltage V is known to 2⁻⁵³ |V| at best, which a conductance g turns into a current of
  /// 2⁻⁵³ g |V|; the sum of that over both ends of everything at the node is explained. Beside a
  /// short wire it can exceed 1e-9 of the current of a weak cell. The voltage of a driver comes out
  /// of an interpolation, or of a ladder and a buffer, and is known to eight times that.
  public var unexplained: Double
  /// The largest part of such a sum that the rounding of an elimination does not explain either, in
  /// amperes.
  ///
  /// A simulator that factors the whole circuit rounds at every step, not once a voltage: it leaves
  /// a small multiple of what ``unexplained`` leaves out, which grows with about the square root of
  /// the side. With conductances g at a node these sums are what g can carry at a voltage that is
  /// wrong by a few units in its last place; beside 2.5 Ω they exceed 1e-9 of the current of a
  /// 100 MΩ cell, and they are as large where the solution is as good as any.
  public var beyondElimination: Double
  /// The largest magnitude of a cell current, in amperes.
  public var largestCellCurrent: Double
  /// Where the largest unexplained sum is, or the worst sum if all are explained, such as `row 3,
  /// column 7, bit line`; rows and columns count from 0.
  public var node: String
  /// Where the sum is that an elimination explains least, in the words of ``node``.
  public var nodeBeyondElimination: String

  /// The relative error of a number rounded to a double.
  static let roundingUnit = 0x1p-53

  /// The rounding units to which the voltage of a driver is known in a simulator's circuit.
  static let sourceUnits = 8.0

  /// The rounding units that an elimination may leave at a node.
  ///
  /// ngspice left 1.0 to 4.8 of them on random ohmic arrays of 4 × 4 to 64 × 64, with segments and
  /// drivers from 1 µΩ and cells to 1 GΩ.
  static let eliminationUnits = 16.0

  /// What counts as no current, in amperes: an electron in a million years is 5e-33 A.
  ///
  /// Where nothing drives an array, Newton's method leaves sums and cell currents of 1e-35 A and
  /// less, of which one says nothing about the other.
  package static let noCurrent = 1e-30

  /// The largest unexplained sum relative to the largest cell current; 0 if rounding explains all,
  /// or if no current is left.
  public var relative: Double {
    unexplained <= Self.noCurrent ? 0 : unexplained / largestCellCurrent
  }

  /// The residual as a reading carries it.
  public var balance: ReadingEvidence.CurrentBalance {
    ReadingEvidence.CurrentBalance(relative: relative, worstSum: worst)
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
  /// - Returns: Whether no sum exceeds the bound by more than rounding explains.
  public func isWithin(_ bound: Double) -> Bool {
    unexplained <= max(bound * largestCellCurrent, Self.noCurrent)
  }

  /// Evaluates the nodal equations of an array at given voltages.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - law: The law of its cells; nil takes the technology's own.
  ///   - inputs: The row voltages, in volts.
  ///   - wordLine: The word-line voltage of every cell, in volts; *rows × columns*.
  ///   - bitLine: The bit-line voltage of every cell, in volts; *rows × columns*.
  ///   - lookups: The magnitude of what every driver's voltage was computed from, in volts, which
  ///     ``beyondElimination`` allows for; nil if drivers stand in the circuit as they are.
  /// - Returns: The residual.
  /// - Throws: `UnavailableError` if there is no law because the simulator alone can evaluate the
  ///   cell.
  public static func evaluate(
    _ crossbar: Crossbar, law: (any CellLaw)? = nil, inputs: [Double], wordLine: Matrix,
    bitLine: Matrix, lookups: [Double]? = nil
  ) throws -> KirchhoffResidual {
    var sums = KirchhoffSums(crossbar, cells: try ArrayCells(crossbar, law: law))
    return sums.residual(
      ArrayDrive(crossbar, inputs: inputs, lookups: lookups), wordLine: wordLine.elements,
      bitLine: bitLine.elements)
  }
}
