/// The converter behind the amplifier of every column.
public enum ColumnConverter: Sendable, Equatable {
  /// A converter that gives codes.
  case adc(ADC)
  /// A converter that gives +1 or −1 by chance, of which a reading has the mean.
  case stochastic(StochasticConverter)
  /// A latch that gives +1 or −1 by the sign.
  case senseAmplifier(ClockedSenseAmplifier)

  /// The amplifier output that reads as 0, in volts.
  public var zeroVoltage: Double {
    switch self {
    case .adc(let adc): adc.zeroVoltage
    case .stochastic(let converter): converter.zeroVoltage
    case .senseAmplifier(let amplifier): amplifier.thresholdVoltage
    }
  }

  /// The amplifier output at full scale, in volts: the largest code of an ADC, the input 1 of a
  /// stochastic converter, the supply beyond the threshold of a latch.
  public var fullScaleVoltage: Double {
    switch self {
    case .adc(let adc): adc.fullScaleVoltage
    case .stochastic(let converter): converter.fullScaleVoltage
    case .senseAmplifier(let amplifier): amplifier.thresholdVoltage + amplifier.supplyVoltage
    }
  }
}
