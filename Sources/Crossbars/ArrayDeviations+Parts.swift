extension ArrayDeviations {
  /// The values of a part; nil if it does not deviate.
  public subscript(part: DeviationPart) -> DeviationValues? {
    get {
      switch part {
      case .rowWireFactors: rowWireFactors.map { DeviationValues($0) }
      case .columnWireFactors: columnWireFactors.map { DeviationValues($0) }
      case .senseOffsets: senseOffsets.map { DeviationValues($0) }
      case .thresholdShifts: thresholdShifts.map { DeviationValues($0) }
      case .ladderMismatch: ladderMismatch.map { DeviationValues($0) }
      case .converterMismatch: converterMismatch.map { DeviationValues($0) }
      case .differenceOffsets: differenceOffsets.map { DeviationValues($0) }
      case .differenceMismatch: differenceMismatch.map { DeviationValues($0) }
      case .latchOffsets: latchOffsets.map { DeviationValues($0) }
      case .stochasticOffsets: stochasticOffsets.map { DeviationValues($0) }
      case .stochasticSensitivities: stochasticSensitivities.map { DeviationValues($0) }
      }
    }
    set {
      switch part {
      case .rowWireFactors: rowWireFactors = newValue?.elements
      case .columnWireFactors: columnWireFactors = newValue?.elements
      case .senseOffsets: senseOffsets = newValue?.elements
      case .thresholdShifts: thresholdShifts = newValue?.matrix
      case .ladderMismatch: ladderMismatch = newValue?.matrix
      case .converterMismatch: converterMismatch = newValue?.matrix
      case .differenceOffsets: differenceOffsets = newValue?.elements
      case .differenceMismatch: differenceMismatch = newValue?.matrix
      case .latchOffsets: latchOffsets = newValue?.elements
      case .stochasticOffsets: stochasticOffsets = newValue?.elements
      case .stochasticSensitivities: stochasticSensitivities = newValue?.elements
      }
    }
  }

  /// The parts that deviate, in the order of ``DeviationPart``.
  public var parts: [DeviationPart] { DeviationPart.allCases.filter { self[$0] != nil } }
}
