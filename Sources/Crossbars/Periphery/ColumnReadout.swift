public import LinearAlgebra

/// What stands behind the columns of one array: an amplifier each, perhaps one behind every pair of them, and a
/// converter each; or nothing.
public struct ColumnReadout: Sendable {
  /// Ideal sinks, of which nothing but the current is known.
  public static let ideal = ColumnReadout()

  private var amplifier: TransimpedanceAmplifier?
  private var offsets: [Double]?
  /// The amplifiers behind pairs of columns; nil for none.
  public private(set) var differences: ColumnDifferences?
  /// The converters; nil for none.
  public private(set) var converters: ProgrammedConverters?

  private init() {}

  /// Programs what the technology has behind its columns, with the array's own deviations.
  ///
  /// - Parameter crossbar: The array.
  public init(_ crossbar: Crossbar) {
    let periphery = crossbar.technology.periphery
    amplifier = periphery.amplifier
    offsets = crossbar.deviations.senseOffsets
    differences = periphery.difference.map { ColumnDifferences($0, of: crossbar) }
    converters = periphery.converter.map {
      ProgrammedConverters(
        $0, mismatch: crossbar.deviations.converterMismatch, deviations: crossbar.deviations)
    }
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

  /// What converters give for the voltages in front of them.
  ///
  /// - Parameter voltages: The outputs of the amplifiers in front of the converters, in volts; *batch × converters*.
  /// - Returns: Codes, means or decisions; nil without converters.
  public func outputs(for voltages: Matrix) -> ColumnOutputs? {
    converters?.outputs(for: voltages)
  }

  /// The whole reading that belongs to known currents.
  ///
  /// - Parameters:
  ///   - currents: The column currents, in amperes; *batch × columns*.
  ///   - evidence: What is known of their error.
  /// - Returns: The reading; of a part of the columns without what pairs of them give.
  public func reading(currents: Matrix, evidence: ReadingEvidence? = nil) -> ArrayReading {
    var reading = ArrayReading(currents: currents, evidence: evidence)
    if let voltages = amplifierVoltages(for: currents) {
      convert(voltages, into: &reading, by: converters)
    }
    return reading
  }

  /// Takes differences of amplifier outputs, and converts them.
  ///
  /// - Parameters:
  ///   - voltages: The outputs of the amplifiers, in volts; *batch × columns*.
  ///   - reading: What gets these, differences and what converters give.
  ///   - converters: The converters; nil for none.
  package func convert(
    _ voltages: Matrix, into reading: inout ArrayReading, by converters: ProgrammedConverters?
  ) {
    reading.amplifierVoltages = voltages
    guard let differences else {
      reading.outputs = converters?.outputs(for: voltages)
      return
    }
    reading.differenceVoltages = differences.voltages(for: voltages)
    reading.outputs = reading.differenceVoltages.flatMap { converters?.outputs(for: $0) }
  }
}
