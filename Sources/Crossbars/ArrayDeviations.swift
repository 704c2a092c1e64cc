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

  /// No deviation.
  public static let none = ArrayDeviations()

  /// Creates a set of deviations.
  public init(
    rowWireFactors: [Double]? = nil, columnWireFactors: [Double]? = nil,
    thresholdShifts: Matrix? = nil, senseOffsets: [Double]? = nil, ladderMismatch: Matrix? = nil,
    converterMismatch: Matrix? = nil
  ) {
    self.rowWireFactors = rowWireFactors
    self.columnWireFactors = columnWireFactors
    self.thresholdShifts = thresholdShifts
    self.senseOffsets = senseOffsets
    self.ladderMismatch = ladderMismatch
    self.converterMismatch = converterMismatch
  }
}
