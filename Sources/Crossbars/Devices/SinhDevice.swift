internal import Foundation
internal import LinearAlgebra

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

  /// The key of V₀ in technology files and records, for every law that has one.
  public static let voltageKey = "sinh_voltage_volt"
  /// The accepted voltages V₀, in volts.
  static let voltages = 1e-6...1e6

  /// The name in a technology file.
  public var name: String { "sinh" }
  /// The current grows faster than the voltage.
  public var isOhmic: Bool { false }
  /// The voltage V₀.
  public var parameters: [DeviceParameter] {
    [DeviceParameter(Self.voltageKey, characteristicVoltage)]
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

  /// Puts the currents through cells in the place of their voltages.
  ///
  /// - Parameters:
  ///   - values: The voltages from the word line to the bit line, in volts, and then the currents, in
  ///     amperes.
  ///   - conductances: The conductances of the cells at zero volts, in siemens.
  ///   - count: How many of each eight count.
  public func replaceVoltages(
    _ values: UnsafeMutableBufferPointer<SIMD8<Double>>, conductances: UnsafeBufferPointer<Double>,
    count: Int
  ) {
    HyperbolicSine.replaceVoltages(
      values, conductances: conductances, characteristicVoltage: characteristicVoltage)
  }
}
