internal import Foundation

/// A converter that gives +1 or −1 by chance: a magnetic tunnel junction that a spin-orbit torque
/// sets.
///
/// With x its input over full scale, P(+1) = (1 + tanh(α (x − x₀))) / 2, so its mean is
/// tanh(α (x − x₀)). A published fit of the device has α = 1.79907 and x₀ = 0.00821. A measured
/// ``StochasticCurve`` may take the place of this law.
///
/// A conversion may be several samples, each after a reset, whose thresholds may step: that of sample n is
/// step · (n − (N − 1)/2) above x₀. A reset that leaves a device at +1 with the probability h makes
/// P(+1) = p + h (1 − p) after a +1 and p after a −1, see ``SampleChain``.
public struct StochasticConverter: Sendable, Equatable {
  /// The sensitivity α; of a curve the one that fits it best.
  public var sensitivity: Double
  /// The input x₀ at which both outputs are equally likely; of a curve the one that fits it best.
  public var offset: Double
  /// The input voltage at which x is 0, in volts.
  public var zeroVoltage: Double
  /// The input voltage at which x is 1, in volts.
  public var fullScaleVoltage: Double
  /// The samples N of a conversion.
  public var samples: Int
  /// What the threshold of a sample is above that of the sample before, in units of x.
  public var thresholdStep: Double
  /// The probability h that a reset leaves a device at +1.
  public var resetFailure: Double
  /// The probability of +1 by measurement or simulation; nil for the law.
  public var curve: StochasticCurve?

  /// The samples that a conversion may have.
  public static let sampleCounts = 1...64

  /// How one converter deviates from the nominal one.
  public struct Deviation: Sendable, Equatable {
    /// What is added to x₀.
    public var offset: Double
    /// δ of the sensitivity, which is α (1 + δ).
    public var sensitivity: Double

    /// No deviation.
    public static let none = Deviation()

    /// Creates a deviation; the units are those of the properties.
    public init(offset: Double = 0, sensitivity: Double = 0) {
      (self.offset, self.sensitivity) = (offset, sensitivity)
    }
  }

  /// Creates a converter; the units are those of the properties.
  public init(
    sensitivity: Double, offset: Double = 0, zeroVoltage: Double = 0, fullScaleVoltage: Double,
    samples: Int = 1, thresholdStep: Double = 0, resetFailure: Double = 0,
    curve: StochasticCurve? = nil
  ) {
    self.sensitivity = sensitivity
    self.offset = offset
    self.zeroVoltage = zeroVoltage
    self.fullScaleVoltage = fullScaleVoltage
    self.samples = samples
    self.thresholdStep = thresholdStep
    self.resetFailure = resetFailure
    self.curve = curve
  }

  /// The input x of a voltage: 0 at zero and 1 at full scale.
  ///
  /// - Parameter voltage: The input, in volts.
  /// - Returns: x.
  public func input(of voltage: Double) -> Double {
    (voltage - zeroVoltage) / (fullScaleVoltage - zeroVoltage)
  }

  /// The x by which the threshold of a sample is above x₀.
  ///
  /// - Parameter sample: The number of the sample, from 0.
  /// - Returns: The shift.
  public func thresholdShift(ofSample sample: Int) -> Double {
    thresholdStep == 0 ? 0 : thresholdStep * (Double(sample) - Double(samples - 1) / 2)
  }

  /// 2 P(+1) − 1 of a device that was reset, at an x.
  ///
  /// - Parameters:
  ///   - input: x less the shift of the sample's threshold.
  ///   - deviation: How the converter deviates.
  /// - Returns: A number from −1 to 1.
  public func response(at input: Double, deviation: Deviation = .none) -> Double {
    let factor = 1 + deviation.sensitivity
    guard let curve else {
      return tanh(sensitivity * factor * (input - offset - deviation.offset))
    }
    return 2 * curve.probability(at: offset + factor * (input - offset - deviation.offset)) - 1
  }

  /// The samples of a conversion as a chain.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - deviation: How the converter deviates.
  /// - Returns: The chain.
  public func chain(at voltage: Double, deviation: Deviation = .none) -> SampleChain {
    let input = input(of: voltage)
    return SampleChain(
      probabilities: (0..<samples).map {
        (1 + response(at: input - thresholdShift(ofSample: $0), deviation: deviation)) / 2
      }, resetFailure: resetFailure)
  }

  /// The mean of the output of every sample at a voltage.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - deviation: How the converter deviates.
  /// - Returns: N means, each between −1 and 1.
  public func sampleMeans(at voltage: Double, deviation: Deviation = .none) -> [Double] {
    let input = input(of: voltage)
    guard samples > 1 else { return [response(at: input, deviation: deviation)] }
    guard resetFailure > 0 else {
      return (0..<samples).map {
        response(at: input - thresholdShift(ofSample: $0), deviation: deviation)
      }
    }
    return chain(at: voltage, deviation: deviation).marginals.map { 2 * $0 - 1 }
  }

  /// The mean of the output at a voltage, over all samples of a conversion.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - deviation: How the converter deviates.
  /// - Returns: The mean, between −1 and 1.
  public func mean(at voltage: Double, deviation: Deviation = .none) -> Double {
    let means = sampleMeans(at: voltage, deviation: deviation)
    return means.count == 1 ? means[0] : means.reduce(0, +) / Double(means.count)
  }

  /// The mean of a conversion of one sample, or of more: what `mean(at:deviation:)` is without deviations.
  ///
  /// - Parameter voltage: The input, in volts.
  /// - Returns: The mean, between −1 and 1.
  public func mean(at voltage: Double) -> Double { mean(at: voltage, deviation: .none) }

  /// The variance of the mean of a conversion's samples.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - deviation: How the converter deviates.
  /// - Returns: The variance; (1 − mean²) / N for independent samples of one threshold.
  public func variance(at voltage: Double, deviation: Deviation = .none) -> Double {
    chain(at: voltage, deviation: deviation).variance
  }

  /// The probability of +1 at a voltage, over all samples of a conversion.
  ///
  /// - Parameter voltage: The input, in volts.
  /// - Returns: The probability.
  public func probability(at voltage: Double) -> Double { (1 + mean(at: voltage)) / 2 }

  /// Draws one output of a device that was reset, at the middle threshold.
  ///
  /// - Parameters:
  ///   - voltage: The input, in volts.
  ///   - generator: The source of chance.
  /// - Returns: 1 or −1.
  public func sample(at voltage: Double, using generator: inout SeededGenerator) -> Int {
    generator.uniform() < (1 + response(at: input(of: voltage))) / 2 ? 1 : -1
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
