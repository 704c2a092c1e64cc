/// A two-terminal selector with an exponential law: I = Iₛ sinh(V / Vₛ).
public struct Selector: Sendable, Equatable {
  /// The current scale Iₛ, in amperes.
  public var saturationCurrent: Double
  /// The voltage Vₛ, in volts.
  public var characteristicVoltage: Double

  /// Creates a selector.
  ///
  /// - Parameters:
  ///   - saturationCurrent: The current scale Iₛ, in amperes; positive.
  ///   - characteristicVoltage: The voltage Vₛ, in volts; positive.
  public init(saturationCurrent: Double, characteristicVoltage: Double) {
    precondition(saturationCurrent > 0 && characteristicVoltage > 0, "a selector without a law")
    self.saturationCurrent = saturationCurrent
    self.characteristicVoltage = characteristicVoltage
  }
}
