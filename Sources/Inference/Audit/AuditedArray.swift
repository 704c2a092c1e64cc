public import Crossbars
public import LinearAlgebra

/// Reads of an array of a network, as a model and the nodal solver answer them.
public struct AuditedArray: Sendable {
  /// The layer that the array belongs to.
  public let layer: String
  /// The place of the array among those of the layer.
  public let array: Int
  /// The array.
  public let crossbar: Crossbar
  /// The row voltages, in volts; *reads × rows*.
  public let voltages: Matrix
  /// The columns that the layer uses.
  public let columns: [Int]
  /// The currents that the model gives, in amperes; *reads × columns of the array*, up to the last used one.
  public let found: Matrix
  /// The exact currents, in amperes, likewise.
  public let exact: Matrix
}
