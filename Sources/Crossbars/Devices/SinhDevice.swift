internal import Foundation

/// A filamentary cell: I = G V₀ sinh(V / V₀).
public struct SinhDevice: Device {
  /// The voltage V₀ at which the cell becomes strongly non-linear, in volts.
  public let characteristicVoltage: Double

  /// Creates the device.
  ///
  /// - Parameter characteristicVoltage: V₀, in volts; positive.
  public init(characteristicVoltage: Double) {
    precondition(characteristicVoltage > 0, "V₀ is \(characteristicVoltage) V, not positive")
    self.characteristicVoltage = characteristicVoltage
  }

  public var name: String { "sinh" }
  public var isOhmic: Bool { false }

  public func current(at voltage: Double, conductance: Double) -> Double {
    conductance * characteristicVoltage * sinh(voltage / characteristicVoltage)
  }

  public func slope(at voltage: Double, conductance: Double) -> Double {
    conductance * cosh(voltage / characteristicVoltage)
  }
}
