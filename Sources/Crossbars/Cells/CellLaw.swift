/// The current of a whole cell, as a function of the voltages at its two lines.
public struct CellCurrent: Sendable, Equatable {
  /// The current from the word line into the bit line, in amperes.
  public var current: Double
  /// How the current grows with the word-line voltage, in siemens; not negative.
  public var wordSlope: Double
  /// How the current falls with the bit-line voltage, in siemens; not negative.
  public var bitSlope: Double

  /// Creates a value; the units are those of the properties.
  public init(current: Double, wordSlope: Double, bitSlope: Double) {
    self.current = current
    self.wordSlope = wordSlope
    self.bitSlope = bitSlope
  }
}

/// The law of a cell with everything between the two lines: memory, selector, transistor.
public protocol CellLaw: Sendable {
  /// Whether the current is a conductance times the voltage between the lines, exactly.
  var isOhmic: Bool { get }
  /// Whether the current depends on the difference of the two voltages alone.
  var isTwoTerminal: Bool { get }

  /// The current of the cell.
  ///
  /// - Parameters:
  ///   - word: The voltage of the word line, in volts.
  ///   - bit: The voltage of the bit line, in volts.
  ///   - conductance: The conductance of the memory device at zero volts, in siemens.
  ///   - thresholdShift: The deviation of the access transistor's threshold, in volts.
  /// - Returns: The current and its slopes.
  func current(
    word: Double, bit: Double, conductance: Double, thresholdShift: Double
  ) -> CellCurrent
}
