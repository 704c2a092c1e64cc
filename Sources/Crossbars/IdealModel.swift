public import LinearAlgebra

/// The product that the array is meant to compute, I = V G: no wires, no end resistances, no
/// non-linearity.
public struct IdealModel: CrossbarModel {
  /// Creates the model; it has no parameters.
  public init() {}

  /// Takes the conductances as they are; wires, ends and drivers count for nothing.
  ///
  /// Amplifiers and converters stand behind the currents as they do in the circuit.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array as one matrix.
  public func program(_ crossbar: Crossbar) -> ProgrammedMatrix {
    ProgrammedMatrix(conductances: crossbar.conductances, readout: crossbar.readout)
  }
}

/// An array that is read by one matrix product.
public struct ProgrammedMatrix: ProgrammedCrossbar {
  /// The conductance from every row to every column, in siemens; *rows × columns*.
  public let conductances: Matrix
  /// What stands behind the columns.
  public let readout: ColumnReadout

  /// Creates a programmed array from its matrix.
  ///
  /// - Parameters:
  ///   - conductances: The conductance from every row to every column, in siemens;
  ///     *rows × columns*.
  ///   - readout: What stands behind the columns.
  public init(conductances: Matrix, readout: ColumnReadout = .ideal) {
    self.conductances = conductances
    self.readout = readout
  }

  /// The conductances: a read is one product.
  public var product: Matrix? { conductances }

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

  /// Reads the first columns through what stands behind them.
  ///
  /// - Parameters:
  ///   - inputs: Row voltages, in volts; *batch × rows*.
  ///   - columns: The number of columns.
  /// - Returns: The part of the whole reading, to the bit.
  public func reading(of inputs: Matrix, columns: Int) -> ArrayReading {
    readout.reading(currents: read(inputs).columns(0..<columns))
  }
}
