/// The converters around an array; a part that is nil is an ideal source or sink.
public struct Periphery: Sendable, Equatable {
  /// The converter in front of every row driver.
  public var dac: LadderDAC?
  /// The amplifier behind every column.
  public var amplifier: TransimpedanceAmplifier?
  /// The converter behind every amplifier.
  public var converter: ColumnConverter?

  /// Ideal sources and sinks.
  public static let ideal = Periphery()

  /// Creates a periphery.
  ///
  /// - Parameters:
  ///   - dac: The converter in front of every row driver.
  ///   - amplifier: The amplifier behind every column.
  ///   - converter: The converter behind every amplifier.
  public init(
    dac: LadderDAC? = nil, amplifier: TransimpedanceAmplifier? = nil,
    converter: ColumnConverter? = nil
  ) {
    self.dac = dac
    self.amplifier = amplifier
    self.converter = converter
  }

  /// The converter behind every amplifier, if it is an ADC.
  public var adc: ADC? {
    guard case .adc(let adc) = converter else { return nil }
    return adc
  }

  /// The converter behind every amplifier, if it is a stochastic one.
  public var stochastic: StochasticConverter? {
    guard case .stochastic(let stochastic) = converter else { return nil }
    return stochastic
  }
}
