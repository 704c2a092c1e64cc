internal import Foundation
internal import LinearAlgebra

/// A filament with a tunneling gap: I = I₀ exp(−g / g₀) sinh(V / V₀), the read current of the
/// Stanford–PKU model (Jiang et al., IEEE TED 63(5), 2016) and of the SkyWater ReRAM.
///
/// The state is the gap g, which the conductance at zero volts, I₀ exp(−g / g₀) / V₀, determines.
public struct TunnelGapDevice: Device {
  /// The current I₀ of a closed gap, in amperes.
  public let currentScale: Double
  /// The length g₀, in meters.
  public let gapScale: Double
  /// The voltage V₀, in volts.
  public let characteristicVoltage: Double
  /// The gaps that programming reaches, in meters.
  public let gaps: ClosedRange<Double>

  /// Creates the device.
  ///
  /// - Parameters:
  ///   - currentScale: I₀, in amperes; positive.
  ///   - gapScale: g₀, in meters; positive.
  ///   - characteristicVoltage: V₀, in volts; positive.
  ///   - gaps: The gaps that programming reaches, in meters; none negative.
  public init(
    currentScale: Double, gapScale: Double, characteristicVoltage: Double,
    gaps: ClosedRange<Double>
  ) {
    precondition(
      currentScale > 0 && gapScale > 0 && characteristicVoltage > 0 && gaps.lowerBound >= 0,
      "I₀ \(currentScale) A, g₀ \(gapScale) m, V₀ \(characteristicVoltage) V, gaps \(gaps) m")
    self.currentScale = currentScale
    self.gapScale = gapScale
    self.characteristicVoltage = characteristicVoltage
    self.gaps = gaps
  }

  /// The keys of the law in technology files and records.
  static let (currentKey, gapKey, rangeKey) = (
    "current_scale_ampere", "gap_scale_meter", "gap_range_meter"
  )

  /// The name in a technology file.
  public var name: String { "stanford-pku" }
  /// The current grows faster than the voltage.
  public var isOhmic: Bool { false }
  /// The scales of current, gap and voltage, and the reach of the gap.
  public var parameters: [DeviceParameter] {
    [
      DeviceParameter(Self.currentKey, currentScale),
      DeviceParameter(Self.gapKey, gapScale),
      DeviceParameter(SinhDevice.voltageKey, characteristicVoltage),
      DeviceParameter(Self.rangeKey, values: [gaps.lowerBound, gaps.upperBound]),
    ]
  }
  /// The conductances of the largest and the smallest gap.
  public var conductanceRange: ClosedRange<Double> {
    conductance(ofGap: gaps.upperBound)...conductance(ofGap: gaps.lowerBound)
  }

  /// The conductance of a gap at zero volts.
  ///
  /// - Parameter gap: The gap, in meters.
  /// - Returns: The conductance, in siemens.
  public func conductance(ofGap gap: Double) -> Double {
    currentScale / characteristicVoltage * exp(-gap / gapScale)
  }

  /// The gap of a conductance.
  ///
  /// - Parameter conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: The gap, in meters; negative beyond a closed gap.
  public func gap(ofConductance conductance: Double) -> Double {
    -gapScale * log(conductance * characteristicVoltage / currentScale)
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
