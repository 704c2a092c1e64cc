public import Crossbars

/// The law of a cell with both scales adjusted: f becomes a / b · f(b v).
///
/// The slope at zero volts is multiplied by a alone; b moves the voltage at which the law bends.
public struct ScaledCellLaw: CellLaw {
  private let law: any CellLaw
  private let conductanceFactor: Double
  private let voltageFactor: Double

  /// Creates the law.
  ///
  /// - Parameters:
  ///   - law: The law to scale.
  ///   - conductanceFactor: The factor a on the slope.
  ///   - voltageFactor: The factor b on every voltage; positive.
  public init(_ law: any CellLaw, conductanceFactor: Double, voltageFactor: Double) {
    precondition(voltageFactor > 0, "a voltage factor of \(voltageFactor)")
    self.law = law
    self.conductanceFactor = conductanceFactor
    self.voltageFactor = voltageFactor
  }

  /// Whether the scaled law is ohmic.
  public var isOhmic: Bool { law.isOhmic }
  /// Whether the scaled law depends on one voltage alone.
  public var isTwoTerminal: Bool { law.isTwoTerminal }

  /// The currents of the cell.
  ///
  /// - Parameters:
  ///   - word: The voltage of the word line, in volts.
  ///   - bit: The voltage of the bit line, in volts.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens.
  ///   - thresholdShift: The deviation of the access transistor's threshold, in volts.
  /// - Returns: The currents and their slopes.
  public func current(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> CellCurrent {
    let value = law.current(
      word: voltageFactor * word, bit: voltageFactor * bit, conductance: conductance,
      thresholdShift: thresholdShift)
    let scale = conductanceFactor / voltageFactor
    return CellCurrent(
      current: scale * value.current, wordSlope: conductanceFactor * value.wordSlope,
      bitSlope: conductanceFactor * value.bitSlope, leak: scale * value.leak,
      leakWordSlope: conductanceFactor * value.leakWordSlope,
      leakBitSlope: conductanceFactor * value.leakBitSlope)
  }
}
