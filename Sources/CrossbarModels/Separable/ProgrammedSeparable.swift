public import Crossbars
public import LinearAlgebra

/// An array that is read by a few products of functions of the row voltages with matrices.
public struct ProgrammedSeparable: ProgrammedCrossbar, Sendable {
  /// The number of matrix products per input vector.
  public let productsPerVector: Int
  /// The row voltages that the model holds for, in volts.
  public let range: ClosedRange<Double>

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: ``InputRangeError`` if a voltage lies outside ``range``, or is none of the voltages
  ///   of discrete statistics.
  public func read(_ inputs: Matrix) throws -> Matrix {
    inputs
  }
}
