internal import Foundation

/// A converter that gives +1 or −1 by chance: a magnetic tunnel junction that a spin-orbit torque
/// sets.
///
/// With x its input over full scale, P(+1) = (1 + tanh(α (x − x₀))) / 2, so its mean is
/// tanh(α (x − x₀)). A published fit of the device has α = 1.79907 and x₀ = 0.00821.
public struct StochasticConverter: Sendable, Equatable {
  /// The sensitivity α.
  public var sensitivity: Double
  /// The input x₀ at which both outputs are equally likely.
  public var offset: Double
  /// The amplifier output at which x is 0, in volts.
  public var zeroVoltage: Double
  /// The amplifier output at which x is 1, in volts.
  public var fullScaleVoltage: Double

  /// Creates a converter; the units are those of the properties.
  public init(
    sensitivity: Double, offset: Double = 0, zeroVoltage: Double = 0, fullScaleVoltage: Double
  ) {
    self.sensitivity = sensitivity
    self.offset = offset
    self.zeroVoltage = zeroVoltage
    self.fullScaleVoltage = fullScaleVoltage
  }

  /// The mean of the output at an amplifier voltage.
  ///
  /// - Parameter voltage: The input, in volts.
  /// - Returns: The mean, between −1 and 1.
  public func mean(at voltage: Double) -> Double {
    tanh(
      sensitivity * ((voltage - zeroVoltage) / (fullScaleVoltage - zeroVoltage) - offset))
  }

  /// The probability of +1 at an amplifier voltage.
  ///
  /// - Parameter voltage: The input, in volts.
  /// - Returns: The probability.
  public func probability(at voltage: Double) -> Double { (1 + mean(at: voltage)) / 2 }

  /// Draws one output.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - generator: The source of chance.
  /// - Returns: 1 or −1.
  public func sample(at voltage: Double, using generator: inout SeededGenerator) -> Int {
    generator.uniform() < probability(at: voltage) ? 1 : -1
  }

  /// Draws several outputs and adds them up.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - count: The number of draws.
  ///   - generator: The source of chance.
  /// - Returns: The sum, from −count to count; its variance is count (1 − mean²).
  public func sum(
    at voltage: Double, count: Int, using generator: inout SeededGenerator
  ) -> Int {
    (0..<count).reduce(0) { sum, _ in sum + sample(at: voltage, using: &generator) }
  }
}
