public import LinearAlgebra

/// How one fabricated array differs from its technology, beside the conductances of its cells.
///
/// A part that is nil does not deviate.
public struct ArrayDeviations: Sendable, Equatable {
  /// The resistance of the segments of every word line over the nominal one; one per row.
  public var rowWireFactors: [Double]?
  /// The resistance of the segments of every bit line over the nominal one; one per column.
  public var columnWireFactors: [Double]?
  /// The shift of the threshold voltage of every access transistor, in volts; *rows × columns*.
  public var thresholdShifts: Matrix?
  /// The offset voltage of every sense amplifier, in volts; one per column.
  public var senseOffsets: [Double]?
  /// The relative deviations of the ladder resistors of every row's DAC; *rows × resistors*.
  ///
  /// ``LadderDAC/resistorCount`` gives their order.
  public var ladderMismatch: Matrix?
  /// The deviations of the elements of every column's ADC, in steps of its least significant bit;
  /// *columns × elements*, see ``ADC/elementCount``.
  public var converterMismatch: Matrix?
  /// What every difference amplifier has beside the offset of all, in volts; one per pair of columns.
  public var differenceOffsets: [Double]?
  /// δ of the four resistors of every difference amplifier, which have R (1 + δ); *pairs × 4*.
  public var differenceMismatch: Matrix?
  /// What is added to the threshold of every clocked sense amplifier, in volts; one per converter.
  public var latchOffsets: [Double]?
  /// What is added to x₀ of every stochastic converter; one per converter.
  public var stochasticOffsets: [Double]?
  /// δ of the sensitivity of every stochastic converter, which is α (1 + δ); one per converter.
  public var stochasticSensitivities: [Double]?

  /// No deviation.
  public static let none = ArrayDeviations()

  /// Creates a set of deviations.
  public init(
    rowWireFactors: [Double]? = nil, columnWireFactors: [Double]? = nil,
    thresholdShifts: Matrix? = nil, senseOffsets: [Double]? = nil, ladderMismatch: Matrix? = nil,
    converterMismatch: Matrix? = nil, differenceOffsets: [Double]? = nil,
    differenceMismatch: Matrix? = nil, latchOffsets: [Double]? = nil,
    stochasticOffsets: [Double]? = nil, stochasticSensitivities: [Double]? = nil
  ) {
    self.rowWireFactors = rowWireFactors
    self.columnWireFactors = columnWireFactors
    self.thresholdShifts = thresholdShifts
    self.senseOffsets = senseOffsets
    self.ladderMismatch = ladderMismatch
    self.converterMismatch = converterMismatch
    self.differenceOffsets = differenceOffsets
    self.differenceMismatch = differenceMismatch
    self.latchOffsets = latchOffsets
    self.stochasticOffsets = stochasticOffsets
    self.stochasticSensitivities = stochasticSensitivities
  }
}

extension ArrayDeviations {
  /// How the difference amplifier of every pair deviates; empty for not at all.
  public var differenceDeviations: [DifferenceAmplifier.Deviation] {
    let count = max(differenceOffsets?.count ?? 0, differenceMismatch?.rows ?? 0)
    return (0..<count).map {
      DifferenceAmplifier.Deviation(
        offset: differenceOffsets?[$0] ?? 0,
        resistors: differenceMismatch?.row($0) ?? DifferenceAmplifier.Deviation.none.resistors)
    }
  }

  /// How every stochastic converter deviates; nil for not at all.
  public var stochasticDeviations: [StochasticConverter.Deviation]? {
    let count = max(stochasticOffsets?.count ?? 0, stochasticSensitivities?.count ?? 0)
    guard count > 0 else { return nil }
    return (0..<count).map {
      StochasticConverter.Deviation(
        offset: stochasticOffsets?[$0] ?? 0, sensitivity: stochasticSensitivities?[$0] ?? 0)
    }
  }

  /// The deviations without those of what stands behind the amplifiers of the columns, which move no current.
  public var beforeConverters: ArrayDeviations {
    var deviations = self
    deviations.converterMismatch = nil
    (deviations.differenceOffsets, deviations.differenceMismatch) = (nil, nil)
    (deviations.latchOffsets, deviations.stochasticOffsets) = (nil, nil)
    deviations.stochasticSensitivities = nil
    return deviations
  }
}
