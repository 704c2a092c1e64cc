/// One kind of deviation of an array from its technology, under its name in files.
///
/// The order is that of golden data.
public enum DeviationPart: String, Sendable, CaseIterable {
  /// ``ArrayDeviations/rowWireFactors``.
  case rowWireFactors = "row_wire_factors"
  /// ``ArrayDeviations/columnWireFactors``.
  case columnWireFactors = "column_wire_factors"
  /// ``ArrayDeviations/senseOffsets``.
  case senseOffsets = "sense_offsets"
  /// ``ArrayDeviations/thresholdShifts``.
  case thresholdShifts = "threshold_shifts"
  /// ``ArrayDeviations/ladderMismatch``.
  case ladderMismatch = "ladder_mismatch"
  /// ``ArrayDeviations/converterMismatch``.
  case converterMismatch = "converter_mismatch"
  /// ``ArrayDeviations/differenceOffsets``.
  case differenceOffsets = "difference_offsets"
  /// ``ArrayDeviations/differenceMismatch``.
  case differenceMismatch = "difference_mismatch"
  /// ``ArrayDeviations/latchOffsets``.
  case latchOffsets = "sense_amplifier_offsets"
  /// ``ArrayDeviations/stochasticOffsets``.
  case stochasticOffsets = "stochastic_offsets"
  /// ``ArrayDeviations/stochasticSensitivities``.
  case stochasticSensitivities = "stochastic_sensitivities"

  /// The unit of the values, as files state it; 1 for ratios and steps.
  public var unit: String {
    switch self {
    case .senseOffsets, .thresholdShifts, .differenceOffsets, .latchOffsets: "V"
    case .rowWireFactors, .columnWireFactors, .ladderMismatch, .converterMismatch,
      .differenceMismatch, .stochasticOffsets, .stochasticSensitivities:
      "1"
    }
  }

  /// What the values mean, for people.
  public var meaning: String {
    switch self {
    case .rowWireFactors:
      "the resistance of every segment of a word line, over wires.row_segment_resistance_ohm"
    case .columnWireFactors:
      "the resistance of every segment of a bit line, over wires.column_segment_resistance_ohm"
    case .senseOffsets: "the offset voltage at the input of a column's amplifier"
    case .thresholdShifts:
      "what is added to the threshold voltage of a cell's access transistor"
    case .ladderMismatch:
      "δ of every resistor of a row's DAC, which has R (1 + δ): first the legs of the bits (2R), "
        + "from the least significant one; then the resistors R between them, from the same end; "
        + "last the leg that terminates the ladder"
    case .converterMismatch:
      "deviations of the elements of a column's ADC, in LSB; flash: the thresholds, from that of "
        + "code 1; SAR: the dummy capacitor, then the capacitors of the bits from the least "
        + "significant one, in unit capacitors"
    case .differenceOffsets:
      "the offset voltage of a pair's difference amplifier, beside difference.offset_volt"
    case .differenceMismatch:
      "δ of the four resistors of a pair's difference amplifier, which have R (1 + δ): from the "
        + "positive column to the inverting input, from there to the output, from the negative "
        + "column to the other input, from there to ground"
    case .latchOffsets: "what is added to the threshold of a clocked sense amplifier"
    case .stochasticOffsets: "what is added to x₀ of a stochastic converter"
    case .stochasticSensitivities:
      "δ of the sensitivity of a stochastic converter, which is α (1 + δ)"
    }
  }

  /// The lengths of the axes for an array; nil if the technology has nothing that deviates so.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - technology: The technology of the array.
  /// - Returns: One length, or two.
  public func shape(rows: Int, columns: Int, technology: Technology) -> [Int]? {
    switch self {
    case .rowWireFactors: return [rows]
    case .columnWireFactors, .senseOffsets: return [columns]
    case .thresholdShifts:
      guard case .transistor = technology.cell.topology else { return nil }
      return [rows, columns]
    case .ladderMismatch: return technology.periphery.dac.map { [rows, $0.resistorCount] }
    case .converterMismatch:
      let converters = technology.periphery.converterCount(of: columns)
      return technology.periphery.adc.map { [converters, $0.elementCount] }
    case .differenceOffsets, .differenceMismatch:
      guard technology.periphery.difference != nil else { return nil }
      let pairs = technology.periphery.pairCount(of: columns)
      return self == .differenceOffsets ? [pairs] : [pairs, DifferenceAmplifier.resistorCount]
    case .latchOffsets:
      return technology.periphery.senseAmplifier.map { _ in
        [technology.periphery.converterCount(of: columns)]
      }
    case .stochasticOffsets, .stochasticSensitivities:
      return technology.periphery.stochastic.map { _ in
        [technology.periphery.converterCount(of: columns)]
      }
    }
  }

  /// What a technology lacks whose arrays have no shape of this part.
  var missing: String {
    switch self {
    case .thresholdShifts: "topology \"1T1R\", whose cells have transistors"
    case .ladderMismatch: "a table [dac]"
    case .converterMismatch: "a table [adc]"
    case .senseOffsets: "a table [tia]"
    case .differenceOffsets, .differenceMismatch: "a table [difference]"
    case .latchOffsets: "a table [sense_amplifier]"
    case .stochasticOffsets, .stochasticSensitivities: "a table [stochastic]"
    case .rowWireFactors, .columnWireFactors: "wires"
    }
  }
}
