public import Crossbars
public import LinearAlgebra

/// An array that is read by steps with one factorization.
public struct ProgrammedChord: ProgrammedCrossbar, Sendable {
  /// The currents of a batch with what is left of Kirchhoff's law.
  public struct Reading: Sendable {
    /// Column currents, in amperes; *batch × columns*.
    public var currents: Matrix
    /// The largest error of a cell's current against its law at the final voltages, relative to the
    /// largest cell current; one per input vector.
    public var residuals: [Double]
  }

  /// The row voltages that the model holds for, in volts.
  public let range: ClosedRange<Double>

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: ``InputRangeError`` if a voltage lies outside ``range``.
  public func read(_ inputs: Matrix) throws -> Matrix {
    try reading(of: inputs).currents
  }

  /// Reads the columns, with the residuals.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents and residuals.
  /// - Throws: ``InputRangeError`` if a voltage lies outside ``range``.
  public func reading(of inputs: Matrix) throws -> Reading {
    Reading(currents: inputs, residuals: [])
  }
}
