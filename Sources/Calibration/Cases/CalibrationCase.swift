public import Crossbars
public import LinearAlgebra

/// One array with its inputs and the column currents that SPICE found, as a fit sees it.
public struct CalibrationCase: Sendable {
  /// The name of the case.
  public var slug: String
  /// The programmed array.
  public var crossbar: Crossbar
  /// The row voltages, in volts; *batch × rows*.
  public var inputs: Matrix
  /// The column currents, in amperes; *batch × columns*.
  public var columnCurrents: Matrix

  /// Creates a case.
  ///
  /// - Parameters:
  ///   - slug: The name of the case.
  ///   - crossbar: The programmed array.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - columnCurrents: The column currents, in amperes; *batch × columns*.
  public init(slug: String, crossbar: Crossbar, inputs: Matrix, columnCurrents: Matrix) {
    self.slug = slug
    self.crossbar = crossbar
    self.inputs = inputs
    self.columnCurrents = columnCurrents
  }

  /// The conductance of every memory device at zero volts, in siemens; *rows × columns*.
  public var conductances: Matrix { crossbar.conductances }

  /// The size of the array.
  public var size: ArraySize { ArraySize(rows: crossbar.rows, columns: crossbar.columns) }
}
