internal import Crossbars

/// The choice of a feedback resistance for the amplifiers behind a layer's arrays, as a
/// programmable-gain amplifier offers it: any, or one of the steps that the technology lists.
struct FeedbackRanging {
  private let amplifier: TransimpedanceAmplifier
  private let converter: ColumnConverter
  /// The current that counts as one step, in amperes.
  private let unit: Double
  /// What a technology file accepts, in ohms.
  private static let accepted = 1e-3...1e12

  /// The choice for the amplifiers and converters of a technology; nil if it has none.
  ///
  /// - Parameters:
  ///   - technology: The technology.
  ///   - unit: The current that counts as one step, in amperes.
  init?(_ technology: Technology, unit: Double) {
    guard let amplifier = technology.periphery.amplifier,
      let converter = technology.periphery.converter
    else { return nil }
    self.amplifier = amplifier
    self.converter = converter
    self.unit = unit
  }

  /// The feedback resistance with the least mean square error of decoded outputs.
  ///
  /// The error is that of amplifiers and converters without mismatch: rounding, clipping and
  /// saturation, offset and gain error. Any resistance is searched for on a grid of 1/64 of the
  /// current at full scale, and then eight times finer around the best.
  ///
  /// - Parameter histogram: The currents on sample inputs, in steps.
  /// - Returns: The resistance, in ohms.
  func best(for histogram: ValueHistogram) -> Double {
    guard let limit = limit(Double(histogram.lowest), Double(histogram.highest)) else {
      return amplifier.feedbackResistance
    }
    let values = histogram.values
    func best(of candidates: [Double]) -> Double {
      let errors = candidates.map { (error: error(of: $0, on: values), resistance: $0) }
      return errors.min { $0.error < $1.error }?.resistance ?? amplifier.feedbackResistance
    }
    guard amplifier.feedbackResistances.isEmpty else {
      return best(of: amplifier.feedbackResistances.sorted())
    }
    let coarse = best(of: (1...64).map { Self.within(limit * 64 / Double($0)) })
    let part = (limit * 64 / coarse).rounded()
    return best(
      of: (-8...8).map { part + Double($0) / 8 }.filter { $0 > 0 }
        .map { Self.within(limit * 64 / $0) })
  }

  /// The largest feedback resistance for which no current of a range is clipped.
  ///
  /// - Parameter currents: The lowest and the highest current, in steps.
  /// - Returns: The resistance, in ohms; the smallest step of the technology where none is small
  ///   enough.
  func largest(for currents: ClosedRange<Double>) -> Double {
    guard let limit = limit(currents.lowerBound, currents.upperBound) else {
      return amplifier.feedbackResistance
    }
    let steps = amplifier.feedbackResistances.sorted()
    guard let smallest = steps.first else { return Self.within(limit) }
    return steps.last { $0 <= limit } ?? smallest
  }

  /// The feedback resistance at which the first of two currents reaches an end of the converter, in
  /// ohms; nil if none does.
  private func limit(_ lowest: Double, _ highest: Double) -> Double? {
    // The amplifier inverts: a current out of a column reads below 0 V.
    let ends = [converter.zeroVoltage, converter.fullScaleVoltage].sorted()
    let limits = [(ends[0], highest), (ends[1], lowest)].compactMap { end, current in
      let resistance = -end / (current * unit)
      return resistance > 0 && resistance.isFinite ? resistance : nil
    }
    return limits.min()
  }

  /// The squared error of decoded outputs, in steps squared.
  private func error(of resistance: Double, on values: [(value: Double, weight: Double)]) -> Double
  {
    var amplifier = amplifier
    amplifier.feedbackResistance = resistance
    let converters = ProgrammedConverters(converter, mismatch: nil)
    let decoding = CircuitDecoding(converter, feedbackResistance: resistance, unit: unit)
    return values.reduce(0) { sum, counted in
      let voltage = amplifier.operatingPoint(current: counted.value * unit).output
      let decoded = decoding.value(of: converters.value(of: voltage, column: 0))
      let difference = decoded - counted.value
      return sum + counted.weight * difference * difference
    }
  }

  private static func within(_ resistance: Double) -> Double {
    min(max(resistance, accepted.lowerBound), accepted.upperBound)
  }
}
