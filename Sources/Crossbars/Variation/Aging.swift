internal import Foundation

/// How temperature hastens what happens to conductances after programming, by Arrhenius' law.
///
/// At an absolute temperature T a second counts exp(Eₐ/k (1/T₀ − 1/T)) times a second at the temperature T₀
/// at which drift, relaxation and retention were measured.
public struct Aging: Sendable, Equatable {
  /// The activation energy Eₐ, in electronvolts.
  public var activationEnergy: Double
  /// The temperature T₀, in degrees Celsius.
  public var referenceTemperature: Double

  /// Boltzmann's constant, in electronvolts per kelvin.
  private static let boltzmann = 8.617_333_262e-5
  private static let zeroCelsius = 273.15

  /// Creates a law; the units are those of the properties.
  public init(activationEnergy: Double, referenceTemperature: Double) {
    self.activationEnergy = activationEnergy
    self.referenceTemperature = referenceTemperature
  }

  /// How many times a second counts.
  ///
  /// - Parameter temperature: The temperature of the array after programming, in degrees Celsius.
  /// - Returns: The factor; 1 at the reference temperature.
  public func acceleration(at temperature: Double) -> Double {
    let reference = 1 / (referenceTemperature + Self.zeroCelsius)
    let kelvins = max(temperature + Self.zeroCelsius, .leastNonzeroMagnitude)
    return exp(activationEnergy / Self.boltzmann * (reference - 1 / kelvins))
  }
}
