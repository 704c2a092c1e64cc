/// The converters around an array; a part that is nil is an ideal source or sink.
public struct Periphery: Sendable, Equatable {
  /// The converter in front of every row driver.
  public var dac: LadderDAC?
  /// The amplifier behind every column.
  public var amplifier: TransimpedanceAmplifier?
  /// The converter behind every amplifier.
  public var adc: ADC?

  /// Ideal sources and sinks.
  public static let ideal = Periphery()

  /// Creates a periphery.
  ///
  /// - Parameters:
  ///   - dac: The converter in front of every row driver.
  ///   - amplifier: The amplifier behind every column.
  ///   - adc: The converter behind every amplifier.
  public init(
    dac: LadderDAC? = nil, amplifier: TransimpedanceAmplifier? = nil, adc: ADC? = nil
  ) {
    self.dac = dac
    self.amplifier = amplifier
    self.adc = adc
  }
}

/// An R-2R ladder with switches, and a buffer whose output resistance is the driver resistance.
///
/// Code *c* of *b* bits gives V_ref c / 2ᵇ, with V_ref such that the largest code gives the read
/// voltage.
public struct LadderDAC: Sendable, Equatable {
  /// The resolution, in bits.
  public var bits: Int
  /// The resistance R of the ladder, in ohms.
  public var unitResistance: Double
  /// The resistance of a switch, in series with every 2R leg, in ohms.
  public var switchResistance: Double

  /// Creates a ladder; the units are those of the properties.
  public init(bits: Int, unitResistance: Double, switchResistance: Double) {
    self.bits = bits
    self.unitResistance = unitResistance
    self.switchResistance = switchResistance
  }
}

/// A transimpedance amplifier: an operational amplifier of finite gain with a feedback resistor.
///
/// With x the voltage at its input and e its offset, the output is −S tanh(A₀ (x − e) / S), where
/// S is the saturation voltage, and −A₀ (x − e) if S is infinite.
public struct TransimpedanceAmplifier: Sendable, Equatable {
  /// The feedback resistance R_f, in ohms.
  public var feedbackResistance: Double
  /// The open-loop gain A₀.
  public var openLoopGain: Double
  /// The largest output voltage, in volts; infinite for none.
  public var saturationVoltage: Double

  /// Creates an amplifier; the units are those of the properties.
  public init(
    feedbackResistance: Double, openLoopGain: Double, saturationVoltage: Double = .infinity
  ) {
    self.feedbackResistance = feedbackResistance
    self.openLoopGain = openLoopGain
    self.saturationVoltage = saturationVoltage
  }
}

/// An analog-to-digital converter behind an amplifier.
public struct ADC: Sendable, Equatable {
  /// The architecture of the converter.
  public enum Architecture: String, Sendable, CaseIterable {
    /// One comparator per code.
    case flash
    /// Successive approximation with a capacitor array.
    case successiveApproximation = "sar"
  }

  /// The architecture.
  public var architecture: Architecture
  /// The resolution, in bits.
  public var bits: Int
  /// The amplifier output that reads as code 0, in volts.
  public var zeroVoltage: Double
  /// The amplifier output that reads as the largest code, in volts.
  public var fullScaleVoltage: Double
  /// The offset, in steps of the least significant bit.
  public var offset: Double
  /// The relative gain error.
  public var gainError: Double
  /// The standard deviation of the element mismatch that makes INL and DNL, in steps of the least
  /// significant bit.
  public var mismatch: Double

  /// Creates a converter; the units are those of the properties.
  public init(
    architecture: Architecture, bits: Int, zeroVoltage: Double, fullScaleVoltage: Double,
    offset: Double = 0, gainError: Double = 0, mismatch: Double = 0
  ) {
    self.architecture = architecture
    self.bits = bits
    self.zeroVoltage = zeroVoltage
    self.fullScaleVoltage = fullScaleVoltage
    self.offset = offset
    self.gainError = gainError
    self.mismatch = mismatch
  }
}
