public import LinearAlgebra

extension Crossbar {
  /// The codes of the row converters for one input vector, nil if rows have ideal drivers.
  ///
  /// Whatever a driver is to hold goes through its converter, the bias of unselected rows included.
  ///
  /// - Parameter input: The input of every row, in volts.
  /// - Returns: One code a row.
  public func driverCodes(for input: [Double]) -> [Int]? {
    guard let dac = technology.periphery.dac else { return nil }
    return technology.read.mode.driverVoltages(for: input, readVoltage: technology.read.voltage)
      .map { dac.code(nearest: $0, readVoltage: technology.read.voltage) }
  }

  /// The voltages of the row drivers for one input vector: those of the read mode, converted by
  /// every row's own ladder if the technology has converters.
  ///
  /// - Parameter input: The input of every row, in volts.
  /// - Returns: The voltage in front of every driver resistance, in volts; 0 where the driver is
  ///   disconnected.
  public func driverVoltages(for input: [Double]) -> [Double] {
    driverVoltages(for: Matrix([input])).row(0)
  }

  /// The voltages of the row drivers for a batch of input vectors.
  ///
  /// - Parameter inputs: The inputs, in volts; *batch × rows*.
  /// - Returns: The voltage in front of every driver resistance, in volts; *batch × rows*.
  public func driverVoltages(for inputs: Matrix) -> Matrix {
    guard let dac = technology.periphery.dac else {
      return technology.read.mode.driverVoltages(for: inputs, readVoltage: technology.read.voltage)
    }
    let nominal = dac.reduced().shares
    let shares = (0..<rows).map { row in
      deviations.ladderMismatch.map { dac.reduced(mismatch: $0.row(row)).shares } ?? nominal
    }
    return Matrix(
      (0..<inputs.rows).map { sample in
        zip(driverCodes(for: inputs.row(sample)) ?? [], shares).map { code, shares in
          dac.outputVoltage(code: code, readVoltage: technology.read.voltage, shares: shares)
        }
      })
  }

  /// The offset voltage of a column's amplifier, in volts.
  ///
  /// - Parameter column: The column.
  /// - Returns: The offset; 0 without deviations.
  public func senseOffset(_ column: Int) -> Double { deviations.senseOffsets?[column] ?? 0 }

  /// The deviations of the elements of a column's ADC, in steps of its least significant bit.
  ///
  /// - Parameter column: The column.
  /// - Returns: The deviations; nil for none.
  public func converterMismatch(_ column: Int) -> [Double]? {
    deviations.converterMismatch?.row(column)
  }

  /// The number of pairs of columns that differences are taken of; 0 without differences.
  public var pairCount: Int { technology.periphery.pairCount(of: columns) }

  /// The number of converters.
  public var converterCount: Int { technology.periphery.converterCount(of: columns) }

  /// What stands behind the columns, with the deviations of this array.
  public var readout: ColumnReadout { ColumnReadout(self) }

  /// The outputs of the column amplifiers for known currents; nil if columns end in ideal sinks.
  ///
  /// - Parameter currents: The column currents, in amperes; *batch × columns*.
  /// - Returns: The voltages, in volts; *batch × columns*.
  public func amplifierVoltages(for currents: Matrix) -> Matrix? {
    readout.amplifierVoltages(for: currents)
  }
}
