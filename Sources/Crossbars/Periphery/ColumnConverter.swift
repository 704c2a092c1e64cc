/// The converter behind the amplifier of every column.
public enum ColumnConverter: Sendable, Equatable {
  /// A converter that gives codes.
  case adc(ADC)
  /// A converter that gives +1 or −1 by chance, of which a reading has the mean.
  case stochastic(StochasticConverter)
}
