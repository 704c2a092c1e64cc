public import LinearAlgebra

/// The converters behind the columns of one array, with what deviates in each: the one place where
/// codes and means come from.
///
/// A conversion takes no search where none is needed: an ADC without mismatch rounds, one with a
/// capacitor array approximates bit by bit. Both give to the bit the number of thresholds of
/// ``ADC/thresholds(mismatch:)`` that a position reaches.
public struct ProgrammedConverters: Sendable {
  /// How positions and thresholds of an ADC were found to lie, in the place of its own offset and
  /// gain error.
  public struct Transfer: Sendable {
    /// The factor on the position; 1 for the ideal converter.
    public var gain: Double
    /// The offset, in steps of the least significant bit.
    public var offset: Double
    /// How far every threshold is from the ideal one, in steps of the least significant bit; nil
    /// for not at all.
    public var nonlinearity: [Double]?

    /// Creates a transfer; the units are those of the properties.
    public init(gain: Double, offset: Double, nonlinearity: [Double]? = nil) {
      self.gain = gain
      self.offset = offset
      self.nonlinearity = nonlinearity
    }
  }

  private enum Law: Sendable {
    /// Thresholds at k − ½ up to the largest code.
    case uniform(largest: Double)
    /// The weights of every column's capacitor array from the least significant bit on.
    case weights([[Double]])
    /// The thresholds of every column in ascending order.
    case thresholds([[Double]])
    case stochastic(StochasticConverter, [StochasticConverter.Deviation]?)
    case senseAmplifier(ClockedSenseAmplifier, offsets: [Double]?)
  }

  private let law: Law
  private let zero: Double
  private let offset: Double
  /// How the position of a voltage grows with it, per volt; 0 for what has no codes.
  public let positionSlope: Double

  /// Programs the converters of an array.
  ///
  /// - Parameters:
  ///   - converter: The converter of the technology.
  ///   - mismatch: The deviations of the elements of every column's ADC, in steps of the least
  ///     significant bit; *columns × elements*, nil for none.
  ///   - transfer: Where a fitted ADC lies; nil takes the technology's own values. The deviations
  ///     of one array's elements are added to a fitted nonlinearity.
  ///   - deviations: How stochastic converters and sense amplifiers deviate.
  public init(
    _ converter: ColumnConverter, mismatch: Matrix?, transfer: Transfer? = nil,
    deviations: ArrayDeviations = .none
  ) {
    switch converter {
    case .stochastic(let stochastic):
      law = .stochastic(stochastic, deviations.stochasticDeviations)
      (zero, offset, positionSlope) = (stochastic.zeroVoltage, 0, 0)
    case .senseAmplifier(let amplifier):
      law = .senseAmplifier(amplifier, offsets: deviations.latchOffsets)
      (zero, offset, positionSlope) = (amplifier.thresholdVoltage, 0, 0)
    case .adc(let adc):
      zero = adc.zeroVoltage
      offset = transfer?.offset ?? adc.offset
      positionSlope =
        transfer.map {
          Double(adc.largestCode) / (adc.fullScaleVoltage - adc.zeroVoltage) * $0.gain
        } ?? adc.positionSlope
      law = Self.law(of: adc, mismatch: mismatch, nonlinearity: transfer?.nonlinearity)
    }
  }

  private static func law(of adc: ADC, mismatch: Matrix?, nonlinearity: [Double]?) -> Law {
    let columns = mismatch.map { mismatch in (0..<mismatch.rows).map(mismatch.row) }
    if let nonlinearity {
      let ideal = adc.thresholds()
      precondition(
        nonlinearity.count == ideal.count,
        "\(nonlinearity.count) deviations for \(ideal.count) thresholds")
      let fitted = zip(ideal, nonlinearity).map(+)
      guard let columns else { return .thresholds([fitted.sorted()]) }
      // The elements of this very converter deviate from wherever the fitted one lies.
      return .thresholds(
        columns.map { column in
          zip(fitted, zip(adc.thresholds(mismatch: column), ideal)).map { $0 + ($1.0 - $1.1) }
            .sorted()
        })
    }
    guard let columns else { return .uniform(largest: Double(adc.largestCode)) }
    return switch adc.architecture {
    case .flash: .thresholds(columns.map { adc.thresholds(mismatch: $0) })
    case .successiveApproximation: .weights(columns.map { adc.capacitorWeights(mismatch: $0) })
    }
  }

  /// Converts the outputs of a batch.
  ///
  /// - Parameter voltages: The outputs of the amplifiers in front of the converters, in volts; *batch × converters*.
  /// - Returns: Codes, means or decisions; *batch × converters*.
  public func outputs(for voltages: Matrix) -> ColumnOutputs {
    let values = Matrix(rows: voltages.rows, columns: voltages.columns) { sample, column in
      value(of: voltages[sample, column], column: column)
    }
    switch law {
    case .stochastic(let converter, _):
      return .stochasticMeans(
        values, samples: converter.samples == 1 ? nil : sampleMeans(of: voltages, converter))
    case .senseAmplifier: return .decisions(values)
    case .uniform, .weights, .thresholds: return .codes(values)
    }
  }

  /// The means of the single samples, *batch × (converters · samples)*.
  private func sampleMeans(of voltages: Matrix, _ converter: StochasticConverter) -> Matrix {
    Matrix(
      (0..<voltages.rows).map { sample in
        (0..<voltages.columns).flatMap {
          converter.sampleMeans(at: voltages[sample, $0], deviation: stochasticDeviation(of: $0))
        }
      })
  }

  /// How a stochastic converter deviates.
  private func stochasticDeviation(of column: Int) -> StochasticConverter.Deviation {
    guard case .stochastic(_, let deviations) = law else { return .none }
    return deviations?[column] ?? .none
  }

  /// Converts one output.
  ///
  /// - Parameters:
  ///   - voltage: The output of the amplifier in front of the converter, in volts.
  ///   - column: The number of the converter.
  /// - Returns: The code, the mean of a stochastic converter, or the decision of a sense amplifier.
  public func value(of voltage: Double, column: Int) -> Double {
    switch law {
    case .stochastic(let converter, _):
      converter.mean(at: voltage, deviation: stochasticDeviation(of: column))
    case .senseAmplifier(let amplifier, let offsets):
      Double(amplifier.decision(at: voltage, offset: offsets?[column] ?? 0))
    case .uniform, .weights, .thresholds:
      Double(code(at: position(of: voltage), column: column))
    }
  }

  /// Where a voltage lies between the codes of an ADC.
  ///
  /// - Parameter voltage: The output of the amplifier, in volts.
  /// - Returns: The position, in steps of the least significant bit.
  public func position(of voltage: Double) -> Double {
    (voltage - zero) * positionSlope + offset
  }

  /// The code of an ADC at a position.
  ///
  /// - Parameters:
  ///   - position: The position, in steps of the least significant bit.
  ///   - column: The column.
  /// - Returns: The number of thresholds that the position reaches; 0 for a position that is no
  ///   number.
  public func code(at position: Double, column: Int) -> Int {
    switch law {
    case .stochastic, .senseAmplifier:
      preconditionFailure("a converter of comparisons has no codes")
    case .uniform(let largest):
      // Halfway is rounded up, which is where the thresholds are. Adding ½ first would round below
      // them.
      guard position >= 0.5 else { return 0 }
      return Int(min(position.rounded(.toNearestOrAwayFromZero), largest))
    case .weights(let weights):
      return ADC.approximated(position, weights: weights.count == 1 ? weights[0] : weights[column])
    case .thresholds(let thresholds):
      return ADC.code(
        at: position, thresholds: thresholds.count == 1 ? thresholds[0] : thresholds[column])
    }
  }
}
