/// A cell whose law f is stretched in current and voltage: a / b · f(b v).
///
/// The slope at zero volts is multiplied by a and does not depend on b, which moves the voltage at which
/// the law bends: for a sinh cell V₀ becomes V₀ / b.
public struct ScaledCell: CellLaw {
  private let law: any CellLaw
  private let conductanceFactor: Double
  private let voltageFactor: Double

  /// Creates the law.
  ///
  /// - Parameters:
  ///   - law: The law f.
  ///   - conductanceFactor: The factor a.
  ///   - voltageFactor: The factor b, above 0.
  public init(_ law: any CellLaw, conductanceFactor: Double, voltageFactor: Double) {
    self.law = law
    self.conductanceFactor = conductanceFactor
    self.voltageFactor = voltageFactor
  }

  /// Whether the law f is.
  public var isOhmic: Bool { law.isOhmic }
  /// Whether the law f is.
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
    let inner = law.current(
      word: voltageFactor * word, bit: voltageFactor * bit, conductance: conductance,
      thresholdShift: thresholdShift)
    let factor = conductanceFactor / voltageFactor
    return CellCurrent(
      current: factor * inner.current, wordSlope: conductanceFactor * inner.wordSlope,
      bitSlope: conductanceFactor * inner.bitSlope, leak: factor * inner.leak,
      leakWordSlope: conductanceFactor * inner.leakWordSlope,
      leakBitSlope: conductanceFactor * inner.leakBitSlope)
  }
}
