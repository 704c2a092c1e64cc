/// The stages around the core of a fast model, as a calibration may find them.
///
/// A stage that is nil is that of the technology: its closed form, or ideal where the technology has
/// none. Deviations of a fabricated array's own converters are added to either.
public struct PeripheralStages: Sendable, Equatable, Codable {
  /// The converter in front of every row.
  public var dac: DriverStage?
  /// The amplifier behind every column.
  public var sense: SenseStage?
  /// The converter behind every amplifier.
  public var adc: ConverterStage?

  /// Nothing but the technology's own closed forms.
  public static let technology = PeripheralStages()

  /// Creates a set of stages.
  ///
  /// - Parameters:
  ///   - dac: The converter in front of every row.
  ///   - sense: The amplifier behind every column.
  ///   - adc: The converter behind every amplifier.
  public init(dac: DriverStage? = nil, sense: SenseStage? = nil, adc: ConverterStage? = nil) {
    self.dac = dac
    self.sense = sense
    self.adc = adc
  }
}

/// The first stage: from codes to row voltages.
public struct DriverStage: Sendable, Equatable, Codable {
  /// The voltage of every code from 0 to the largest, in volts.
  ///
  /// A negative code has the opposite voltage. Nil for a stage with a polynomial.
  public var transferVolt: [Double]?
  /// The coefficients a₀, a₁ … of a polynomial in the place of the table.
  ///
  /// It gives the voltage over the read voltage, of the code over the largest code; a negative code
  /// has the opposite voltage. Nil for a stage with a table.
  public var polynomial: [Double]?
  /// The output resistance of a driver, in ohms; nil for that of the core's parameters.
  public var outputResistanceOhm: Double?

  /// Creates a stage.
  ///
  /// - Parameters:
  ///   - transferVolt: The voltage of every code, in volts.
  ///   - polynomial: The coefficients of a polynomial in the place of the table.
  ///   - outputResistanceOhm: The output resistance of a driver, in ohms.
  public init(
    transferVolt: [Double]? = nil, polynomial: [Double]? = nil, outputResistanceOhm: Double? = nil
  ) {
    self.transferVolt = transferVolt
    self.polynomial = polynomial
    self.outputResistanceOhm = outputResistanceOhm
  }
}

/// The first half of the last stage: from column currents to amplifier outputs.
///
/// The output is offset + transresistance · I, limited to the clip voltage on either side.
public struct SenseStage: Sendable, Equatable, Codable {
  /// The input resistance of the amplifier, which adds to the core's sense resistance, in ohms.
  public var inputResistanceOhm: Double
  /// The output over the column current, in ohms; negative for an amplifier that inverts.
  public var transresistanceOhm: Double
  /// The output without current, in volts.
  public var offsetVolt: Double
  /// The largest magnitude of the output, in volts; nil for none.
  public var clipVolt: Double?

  /// Creates a stage; the units are those of the properties.
  public init(
    inputResistanceOhm: Double, transresistanceOhm: Double, offsetVolt: Double = 0,
    clipVolt: Double? = nil
  ) {
    self.inputResistanceOhm = inputResistanceOhm
    self.transresistanceOhm = transresistanceOhm
    self.offsetVolt = offsetVolt
    self.clipVolt = clipVolt
  }
}

/// The second half of the last stage: from amplifier outputs to codes.
///
/// The position of a voltage is (v − zero) / LSB · gain + offset, with zero and LSB of the
/// technology's ADC, and the code the number of thresholds k − ½ + INL(k) that it reaches.
public struct ConverterStage: Sendable, Equatable, Codable {
  /// The factor on the position; 1 for the ideal converter.
  public var gain: Double
  /// The offset, in steps of the least significant bit.
  public var offsetLsb: Double
  /// The deviation of every threshold from the one of code 1, in steps of the least significant
  /// bit; nil for none.
  public var inlLsb: [Double]?

  /// Creates a stage; the units are those of the properties.
  public init(gain: Double = 1, offsetLsb: Double = 0, inlLsb: [Double]? = nil) {
    self.gain = gain
    self.offsetLsb = offsetLsb
    self.inlLsb = inlLsb
  }
}
