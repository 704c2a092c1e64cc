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

  /// The name in a technology file.
  public var name: String { "sinh" }
  /// The current grows faster than the voltage.
  public var isOhmic: Bool { false }
  /// The voltage V₀.
  public var parameters: [DeviceParameter] {
    [DeviceParameter("sinh_voltage_volt", characteristicVoltage)]
  }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  public func current(at voltage: Double, conductance: Double) -> Double {
    conductance * characteristicVoltage * sinh(voltage / characteristicVoltage)
  }

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The differential conductance, in siemens.
  public func slope(at voltage: Double, conductance: Double) -> Double {
    conductance * cosh(voltage / characteristicVoltage)
  }
}
