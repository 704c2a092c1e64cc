public import LinearAlgebra

/// One array with its inputs and the column currents that SPICE found, as a fit sees it.
public struct CalibrationCase: Sendable {
  /// The name of the case.
  public var slug: String
  /// The conductance of every whole cell at zero volts, in siemens; *rows × columns*.
  public var conductances: Matrix
  /// The row voltages, in volts; *batch × rows*.
  public var inputs: Matrix
  /// The column currents, in amperes; *batch × columns*.
  public var columnCurrents: Matrix

  /// Creates a case.
  ///
  /// - Parameters:
  ///   - slug: The name of the case.
  ///   - conductances: The conductance of every whole cell at zero volts, in siemens; *rows × columns*.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - columnCurrents: The column currents, in amperes; *batch × columns*.
  public init(slug: String, conductances: Matrix, inputs: Matrix, columnCurrents: Matrix) {
    self.slug = slug
    self.conductances = conductances
    self.inputs = inputs
    self.columnCurrents = columnCurrents
  }
}
