public import LinearAlgebra

/// What stands behind the columns of one array: an amplifier and a converter each, or nothing.
public struct ColumnReadout: Sendable {
  /// Ideal sinks, of which nothing but the current is known.
  public static let ideal = ColumnReadout(amplifier: nil, offsets: nil, converters: nil)

  private let amplifier: TransimpedanceAmplifier?
  private let offsets: [Double]?
  /// The converters; nil for none.
  public let converters: ProgrammedConverters?

  private init(
    amplifier: TransimpedanceAmplifier?, offsets: [Double]?, converters: ProgrammedConverters?
  ) {
    self.amplifier = amplifier
    self.offsets = offsets
    self.converters = converters
  }

  /// Programs what the technology has behind its columns, with the array's own deviations.
  ///
  /// - Parameter crossbar: The array.
  public init(_ crossbar: Crossbar) {
    let periphery = crossbar.technology.periphery
    self.init(
      amplifier: periphery.amplifier, offsets: crossbar.deviations.senseOffsets,
      converters: periphery.converter.map {
        ProgrammedConverters($0, mismatch: crossbar.deviations.converterMismatch)
      })
  }

  /// The outputs of the amplifiers for known currents.
  ///
  /// - Parameter currents: The column currents, in amperes; *batch × columns*.
  /// - Returns: The voltages, in volts, *batch × columns*; nil for ideal sinks.
  public func amplifierVoltages(for currents: Matrix) -> Matrix? {
    amplifier.map { amplifier in
      Matrix(rows: currents.rows, columns: currents.columns) { sample, column in
        amplifier.operatingPoint(
          current: currents[sample, column], offset: offsets?[column] ?? 0
        ).output
      }
    }
  }

  /// What converters give for amplifier outputs.
  ///
  /// - Parameter voltages: The outputs of the amplifiers, in volts; *batch × columns*.
  /// - Returns: Codes or means; nil without converters.
  public func outputs(for voltages: Matrix) -> ColumnOutputs? {
    converters?.outputs(for: voltages)
  }

  /// The whole reading that belongs to known currents.
  ///
  /// - Parameters:
  ///   - currents: The column currents, in amperes; *batch × columns*.
  ///   - evidence: What is known of their error.
  /// - Returns: The reading.
  public func reading(currents: Matrix, evidence: ReadingEvidence? = nil) -> ArrayReading {
    let voltages = amplifierVoltages(for: currents)
    return ArrayReading(
      currents: currents, amplifierVoltages: voltages,
      outputs: voltages.flatMap { outputs(for: $0) }, evidence: evidence)
  }
}
