/// The converters around an array; a part that is nil is an ideal source or sink.
public struct Periphery: Sendable, Equatable {
  /// The converter in front of every row driver.
  public var dac: LadderDAC?
  /// The amplifier behind every column.
  public var amplifier: TransimpedanceAmplifier?
  /// The amplifier behind those of every pair of columns.
  public var difference: DifferenceAmplifier?
  /// The converter behind every amplifier, or every pair of them.
  public var converter: ColumnConverter?

  /// Ideal sources and sinks.
  public static let ideal = Periphery()

  /// Creates a periphery.
  ///
  /// - Parameters:
  ///   - dac: The converter in front of every row driver.
  ///   - amplifier: The amplifier behind every column.
  ///   - difference: The amplifier behind those of every pair of columns.
  ///   - converter: The converter behind every amplifier, or every pair of them.
  public init(
    dac: LadderDAC? = nil, amplifier: TransimpedanceAmplifier? = nil,
    difference: DifferenceAmplifier? = nil, converter: ColumnConverter? = nil
  ) {
    self.dac = dac
    self.amplifier = amplifier
    self.difference = difference
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

  /// The converter behind every amplifier, if it is a clocked sense amplifier.
  public var senseAmplifier: ClockedSenseAmplifier? {
    guard case .senseAmplifier(let amplifier) = converter else { return nil }
    return amplifier
  }

  /// The number of pairs of columns that differences are taken of.
  ///
  /// - Parameter columns: The number of columns of the array.
  /// - Returns: The number; 0 without differences, and for an odd number of columns.
  public func pairCount(of columns: Int) -> Int {
    difference == nil || columns % 2 != 0 ? 0 : columns / 2
  }

  /// The number of converters behind an array.
  ///
  /// - Parameter columns: The number of columns of the array.
  /// - Returns: The number of columns, or of pairs of them.
  public func converterCount(of columns: Int) -> Int {
    converter == nil ? 0 : difference == nil ? columns : pairCount(of: columns)
  }
}
