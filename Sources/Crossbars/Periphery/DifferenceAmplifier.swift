internal import Foundation

/// A differential amplifier behind the two columns of a pair: an operational amplifier with four resistors.
///
/// The outputs of the two column amplifiers are −I R_f. That of the pair's first column goes through R₁ to the inverting
/// input, to which R₂ leads back from the output; that of the second through R₃ to the other input, which R₄ holds to
/// ground. With R₁ = R₃ and R₂ = R₄ the output is about R₂/R₁ · R_f (I⁺ − I⁻): positive where the first column carries
/// more. The operational amplifier's output is S tanh(A (x⁺ − x⁻ + e) / S), with its offset e.
public struct DifferenceAmplifier: Sendable, Equatable {
  /// Which columns are a pair.
  public enum Pairs: String, Sendable, CaseIterable {
    /// Neighboring columns, the positive one first.
    case interleaved
    /// A column of the first half and the one as far into the second half.
    case separated

    /// The two columns of a pair among a number of columns.
    ///
    /// - Parameters:
    ///   - pair: The number of the pair.
    ///   - columns: The number of columns of the array, an even one.
    /// - Returns: The column that counts positive and the one that counts negative.
    public func columns(ofPair pair: Int, of columns: Int) -> (positive: Int, negative: Int) {
      switch self {
      case .interleaved: (2 * pair, 2 * pair + 1)
      case .separated: (pair, columns / 2 + pair)
      }
    }
  }

  /// How one amplifier deviates from the nominal one.
  public struct Deviation: Sendable, Equatable {
    /// What is added to the offset voltage, in volts.
    public var offset: Double
    /// δ of the four resistors, which have R (1 + δ), in the order R₁ to R₄.
    public var resistors: [Double]

    /// No deviation.
    public static let none = Deviation()

    /// Creates a deviation; the units are those of the properties.
    public init(offset: Double = 0, resistors: [Double] = [0, 0, 0, 0]) {
      precondition(resistors.count == 4, "\(resistors.count) deviations for 4 resistors")
      (self.offset, self.resistors) = (offset, resistors)
    }
  }

  /// Which columns are a pair.
  public var pairs: Pairs
  /// R₁ and R₃, in ohms.
  public var inputResistance: Double
  /// R₂ / R₁.
  public var gain: Double
  /// The gain A of the operational amplifier.
  public var openLoopGain: Double
  /// The largest output voltage S, in volts; infinite for none.
  public var saturationVoltage: Double
  /// The offset voltage e of every amplifier, in volts.
  public var offset: Double

  /// The number of resistors.
  public static let resistorCount = 4

  /// Creates an amplifier; the units are those of the properties.
  public init(
    pairs: Pairs = .interleaved, inputResistance: Double, gain: Double, openLoopGain: Double,
    saturationVoltage: Double = .infinity, offset: Double = 0
  ) {
    self.pairs = pairs
    self.inputResistance = inputResistance
    self.gain = gain
    self.openLoopGain = openLoopGain
    self.saturationVoltage = saturationVoltage
    self.offset = offset
  }
}

extension DifferenceAmplifier {
  /// Whether the output has no limit.
  public var isLinear: Bool { saturationVoltage == .infinity }

  /// The four resistances, in ohms.
  ///
  /// - Parameter deviation: How the amplifier deviates.
  /// - Returns: R₁ to R₄.
  public func resistances(_ deviation: Deviation = .none) -> [Double] {
    let nominal = [inputResistance, gain * inputResistance]
    return (0..<Self.resistorCount).map { nominal[$0 % 2] * (1 + deviation.resistors[$0]) }
  }

  /// The part β = R₁ / (R₁ + R₂) of the output that is fed back.
  ///
  /// - Parameter deviation: How the amplifier deviates.
  /// - Returns: β.
  public func feedback(_ deviation: Deviation = .none) -> Double {
    let resistances = resistances(deviation)
    return resistances[0] / (resistances[0] + resistances[1])
  }

  /// What the operational amplifier has between its inputs without feedback, in volts.
  private func drive(positive: Double, negative: Double, _ deviation: Deviation) -> Double {
    let resistances = resistances(deviation)
    return negative * resistances[3] / (resistances[2] + resistances[3])
      - positive * resistances[1] / (resistances[0] + resistances[1]) + offset + deviation.offset
  }

  /// The output for the outputs of the two column amplifiers.
  ///
  /// - Parameters:
  ///   - positive: The output of the amplifier of the pair's first column, in volts; −I R_f.
  ///   - negative: That of the second column.
  ///   - deviation: How the amplifier deviates.
  /// - Returns: The voltage, in volts.
  public func output(
    positive: Double, negative: Double, deviation: Deviation = .none
  ) -> Double {
    let drive = drive(positive: positive, negative: negative, deviation)
    let feedback = feedback(deviation)
    guard isLinear else {
      return SaturatingStage(gain: openLoopGain, saturation: saturationVoltage).output(
        drive: drive, feedback: feedback)
    }
    return openLoopGain * drive / (1 + openLoopGain * feedback)
  }

  /// How the output of the unsaturated amplifier follows its inputs.
  ///
  /// - Parameter deviation: How the amplifier deviates.
  /// - Returns: What it makes of half the difference of the inputs on either side of their mean, per volt of
  ///   difference; what it makes of the mean, per volt; and the output without inputs, in volts.
  public func transfer(
    _ deviation: Deviation = .none
  ) -> (differential: Double, common: Double, output: Double) {
    let closed = openLoopGain / (1 + openLoopGain * feedback(deviation))
    let resistances = resistances(deviation)
    let second = resistances[3] / (resistances[2] + resistances[3])
    let first = resistances[1] / (resistances[0] + resistances[1])
    return (
      closed * (first + second) / 2, closed * (second - first),
      closed * (offset + deviation.offset)
    )
  }

  /// How much an error of both inputs can move the output at most: A / (1 + A β) times what the dividers leave of both.
  ///
  /// - Parameter deviation: How the amplifier deviates.
  /// - Returns: The factor.
  package func reach(_ deviation: Deviation = .none) -> Double {
    2 * openLoopGain / (1 + openLoopGain * feedback(deviation))
  }
}
