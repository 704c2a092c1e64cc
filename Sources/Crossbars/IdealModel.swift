public import LinearAlgebra

/// The product that the array is meant to compute, I = V G: no wires, no end resistances, no
/// non-linearity.
public struct IdealModel: CrossbarModel {
  /// Creates the model; it has no parameters.
  public init() {}

  /// Takes the conductances as they are; deviations of wires and circuits count for nothing, as
  /// wires and circuits do.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array as one matrix.
  public func program(_ crossbar: Crossbar) -> ProgrammedMatrix {
    ProgrammedMatrix(conductances: crossbar.conductances)
  }
}

/// An array that is read by one matrix product.
public struct ProgrammedMatrix: ProgrammedCrossbar, Sendable {
  /// The conductance from every row to every column, in siemens; *rows × columns*.
  public let conductances: Matrix

  /// Creates a programmed array from its matrix.
  ///
  /// - Parameter conductances: The conductance from every row to every column, in siemens;
  ///   *rows × columns*.
  public init(conductances: Matrix) {
    self.conductances = conductances
  }

  /// Reads the columns by one product.
  ///
  /// - Parameter inputs: Row voltages, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  public func read(_ inputs: Matrix) -> Matrix {
    precondition(
      inputs.columns == conductances.rows,
      "inputs are \(inputs.columns) wide, the crossbar has \(conductances.rows) rows")
    return inputs * conductances
  }
}
