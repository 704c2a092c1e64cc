internal import Crossbars

/// What an output of the circuit's converters stands for, by their ideal conversion.
///
/// An ADC code c stands for the amplifier output zero + c · LSB, and the mean m of a stochastic
/// converter, of which every +1 counts as full scale, for zero + m (full scale − zero). An output v
/// stands for the current −v / R_f. Offsets, gain errors, finite gains and mismatch are what is not
/// known of a converter when its outputs are decoded.
package struct CircuitDecoding: Sendable, Equatable {
  /// The feedback resistance of the amplifiers, in ohms.
  package let feedbackResistance: Double
  /// What one code, or the mean 1, is worth, in steps.
  package let step: Double
  /// What the output 0 stands for, in steps.
  package let origin: Double
  /// The outputs that the converter has.
  let outputs: ClosedRange<Double>

  /// The decoding of a converter.
  ///
  /// - Parameters:
  ///   - converter: The converter.
  ///   - feedbackResistance: The feedback resistance of its amplifier, in ohms.
  ///   - unit: The current that counts as one step, in amperes.
  init(_ converter: ColumnConverter, feedbackResistance: Double, unit: Double) {
    self.feedbackResistance = feedbackResistance
    let span = converter.fullScaleVoltage - converter.zeroVoltage
    let parts: Double
    switch converter {
    case .adc(let adc):
      parts = Double(adc.largestCode)
      outputs = 0...parts
    case .stochastic, .senseAmplifier:
      parts = 1
      outputs = -1...1
    }
    step = -span / parts / feedbackResistance / unit
    origin = -converter.zeroVoltage / feedbackResistance / unit
  }

  /// The current that an output stands for, in steps.
  func value(of output: Double) -> Double { origin + step * output }

  /// The currents of the lowest and the highest output, in steps.
  var range: ClosedRange<Double> {
    let ends = [value(of: outputs.lowerBound), value(of: outputs.upperBound)].sorted()
    return ends[0]...ends[1]
  }
}
