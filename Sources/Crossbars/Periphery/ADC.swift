/// An analog-to-digital converter behind an amplifier.
///
/// With v its input, its *position* is (v − zero) / LSB · (1 + gain error) + offset, where LSB is
/// (full scale − zero) / (2ᵇ − 1), and its code the number of thresholds that the position reaches.
/// The ideal threshold of code *k* is k − ½: code = floor(position + ½), between 0 and 2ᵇ − 1.
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
  /// The amplifier output that reads as the largest code, in volts; below ``zeroVoltage`` behind an
  /// amplifier that inverts.
  public var fullScaleVoltage: Double
  /// The offset, in steps of the least significant bit.
  public var offset: Double
  /// The relative gain error.
  public var gainError: Double
  /// The standard deviation of the element mismatch that makes INL and DNL, in steps of the least
  /// significant bit.
  ///
  /// An element is the threshold of a comparator (flash), or the unit capacitor (SAR): the
  /// capacitor of bit *k* holds 2ᵏ of them and deviates by √2ᵏ as much.
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

extension ADC {
  /// The largest code, 2ᵇ − 1.
  public var largestCode: Int { 1 << bits - 1 }

  /// How the position grows with the voltage, per volt; negative where full scale is below zero.
  public var positionSlope: Double {
    Double(largestCode) / (fullScaleVoltage - zeroVoltage) * (1 + gainError)
  }

  /// Where a voltage lies between the codes.
  ///
  /// - Parameter voltage: The input, in volts.
  /// - Returns: The position, in steps of the least significant bit.
  public func position(of voltage: Double) -> Double {
    (voltage - zeroVoltage) * positionSlope + offset
  }

  /// The voltage at a position.
  ///
  /// - Parameter position: The position, in steps of the least significant bit.
  /// - Returns: The voltage, in volts.
  public func voltage(at position: Double) -> Double {
    zeroVoltage + (position - offset) / positionSlope
  }

  /// The number of elements that may deviate: comparators (flash), or the dummy capacitor and the
  /// capacitors of the bits from the least significant one (SAR).
  public var elementCount: Int {
    architecture == .flash ? largestCode : bits + 1
  }

  /// Draws the deviations of one converter's elements.
  ///
  /// - Parameter generator: The source of chance.
  /// - Returns: Deviations, in steps of the least significant bit. A capacitor keeps at least a
  ///   tenth of its value: a draw that leaves less is repeated.
  public func drawMismatch(using generator: inout SeededGenerator) -> [Double] {
    (0..<elementCount).map { element in
      guard architecture == .successiveApproximation else { return mismatch * generator.normal() }
      let nominal = Double(1 << max(element - 1, 0))
      var deviation = 0.0
      repeat {
        deviation = mismatch * nominal.squareRoot() * generator.normal()
      } while deviation < -0.9 * nominal
      return deviation
    }
  }

  /// The voltage that every bit of the capacitor array stands for.
  ///
  /// - Parameter mismatch: The deviations of the elements, in steps of the least significant bit;
  ///   nil for none.
  /// - Returns: One weight a bit from the least significant one, in steps of the least significant
  ///   bit; 2ᵏ without deviations.
  public func capacitorWeights(mismatch: [Double]?) -> [Double] {
    precondition(architecture == .successiveApproximation, "a flash has no capacitors")
    guard let mismatch else { return (0..<bits).map { Double(1 << $0) } }
    requireElements(mismatch)
    let capacitors = mismatch.enumerated().map { Double(1 << max($0.offset - 1, 0)) + $0.element }
    let total = capacitors.reduce(0, +)
    return capacitors.dropFirst().map { $0 * Double(1 << bits) / total }
  }

  /// The positions at which the code grows.
  ///
  /// A flash counts the comparators that are reached, so its thresholds are those of the
  /// comparators in order. A SAR converter compares with the sum of the weights of the bits it
  /// keeps, half a step early; where a weight exceeds the sum of those below it codes are missing,
  /// and their thresholds coincide.
  ///
  /// - Parameter mismatch: The deviations of the elements, in steps of the least significant bit;
  ///   nil for none.
  /// - Returns: 2ᵇ − 1 positions in ascending order; the first is that of code 1.
  public func thresholds(mismatch: [Double]? = nil) -> [Double] {
    guard let mismatch else { return (0..<largestCode).map { Double($0) + 0.5 } }
    requireElements(mismatch)
    switch architecture {
    case .flash:
      return mismatch.enumerated().map { Double($0.offset) + 0.5 + $0.element }.sorted()
    case .successiveApproximation:
      let weights = capacitorWeights(mismatch: mismatch)
      return (1...largestCode).map { threshold(of: $0, weights: weights) }
    }
  }

  /// The position from which a SAR converter gives a code or a larger one.
  ///
  /// At every bit of the code that is 1 the comparison must be won; at one that is 0 winning it
  /// already gives a larger code.
  private func threshold(of code: Int, weights: [Double]) -> Double {
    var kept = 0.0
    var trials: [(Double, isKept: Bool)] = []
    for bit in (0..<bits).reversed() {
      let isKept = code >> bit & 1 == 1
      trials.append((kept + weights[bit] - 0.5, isKept))
      if isKept { kept += weights[bit] }
    }
    return trials.reversed().reduce(-Double.infinity) { later, trial in
      trial.isKept ? max(trial.0, later) : min(trial.0, later)
    }
  }

  /// The code at a position: the number of thresholds that it reaches.
  ///
  /// - Parameters:
  ///   - position: The position, in steps of the least significant bit.
  ///   - thresholds: What ``thresholds(mismatch:)`` gave.
  /// - Returns: The code.
  static func code(at position: Double, thresholds: [Double]) -> Int {
    var (low, high) = (0, thresholds.count)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] <= position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The code that successive approximation finds for a position.
  ///
  /// - Parameters:
  ///   - position: The position, in steps of the least significant bit.
  ///   - weights: What ``capacitorWeights(mismatch:)`` gave.
  /// - Returns: The code.
  static func approximated(_ position: Double, weights: [Double]) -> Int {
    var (code, kept) = (0, 0.0)
    for bit in weights.indices.reversed() where kept + weights[bit] - 0.5 <= position {
      code |= 1 << bit
      kept += weights[bit]
    }
    return code
  }

  private func requireElements(_ mismatch: [Double]) {
    precondition(
      mismatch.count == elementCount, "\(mismatch.count) deviations for \(elementCount) elements")
  }
}
