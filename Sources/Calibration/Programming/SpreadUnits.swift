/// The units in which a spread is written as a function of the state.
public struct SpreadUnits: Sendable, Equatable {
  /// The conductance that has the argument 1, in siemens.
  public var argument: Double
  /// The conductance that the value 1 stands for, in siemens.
  public var value: Double
  /// The voltage at which both are currents in nanoamperes, in volts; nil for microsiemens.
  public var referenceVoltage: Double?

  /// Microsiemens, of the conductance over a reference.
  ///
  /// - Parameter reference: The conductance that has the argument 1, in microsiemens.
  /// - Returns: The units.
  public static func microsiemens(reference: Double = 1) -> SpreadUnits {
    SpreadUnits(argument: reference * 1e-6, value: 1e-6, referenceVoltage: nil)
  }

  /// Nanoamperes, of the current at a voltage.
  ///
  /// - Parameter voltage: The voltage, in volts.
  /// - Returns: The units.
  public static func nanoamperes(at voltage: Double) -> SpreadUnits {
    SpreadUnits(argument: 1e-9 / voltage, value: 1e-9 / voltage, referenceVoltage: voltage)
  }
}
