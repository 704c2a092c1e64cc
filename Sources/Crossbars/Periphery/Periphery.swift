/// The converters around an array; a part that is nil is an ideal source or sink.
public struct Periphery: Sendable, Equatable {
  /// The converter in front of every row driver.
  public var dac: LadderDAC?
  /// The amplifier behind every column.
  public var amplifier: TransimpedanceAmplifier?
  /// The converter behind every amplifier.
  public var adc: ADC?
  /// The stochastic converter behind every amplifier, in the place of an ADC.
  public var stochastic: StochasticConverter?

  /// Ideal sources and sinks.
  public static let ideal = Periphery()

  /// Creates a periphery.
  ///
  /// - Parameters:
  ///   - dac: The converter in front of every row driver.
  ///   - amplifier: The amplifier behind every column.
  ///   - adc: The converter behind every amplifier.
  ///   - stochastic: The stochastic converter behind every amplifier, in the place of an ADC.
  public init(
    dac: LadderDAC? = nil, amplifier: TransimpedanceAmplifier? = nil, adc: ADC? = nil,
    stochastic: StochasticConverter? = nil
  ) {
    self.dac = dac
    self.amplifier = amplifier
    self.adc = adc
    self.stochastic = stochastic
  }
}
