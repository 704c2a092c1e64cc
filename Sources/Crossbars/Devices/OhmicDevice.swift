/// A cell that obeys Ohm's law: I = G V.
public struct OhmicDevice: Device {
  /// Creates the device; it has no parameters.
  public init() {}

  /// The name in a technology file.
  public var name: String { "ohmic" }
  /// The current is the conductance times the voltage.
  public var isOhmic: Bool { true }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  public func current(at voltage: Double, conductance: Double) -> Double { conductance * voltage }

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The differential conductance, in siemens.
  public func slope(at voltage: Double, conductance: Double) -> Double { conductance }
}
