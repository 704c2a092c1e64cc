/// The law of a memory cell: its current at a voltage, for a programmed conductance.
public protocol Device: Sendable {
  /// The name in a technology file.
  var name: String { get }
  /// Whether the current is the conductance times the voltage, exactly.
  var isOhmic: Bool { get }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  func current(at voltage: Double, conductance: Double) -> Double

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The differential conductance, in siemens.
  func slope(at voltage: Double, conductance: Double) -> Double
}
