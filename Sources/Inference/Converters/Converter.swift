internal import CKernels

/// A uniform quantizer: a value becomes the nearest integer code within limits.
package struct Converter: Sendable, Equatable {
  /// The distance between two codes, in the unit of the values.
  package let step: Float
  /// The lowest code.
  package let lowest: Float
  /// The highest code.
  package let highest: Float

  /// Creates a converter from its step and its codes.
  package init(step: Float, lowest: Float, highest: Float) {
    precondition(step > 0 && lowest < highest, "step \(step), codes \(lowest) to \(highest)")
    self.step = step
    self.lowest = lowest
    self.highest = highest
  }

  /// Creates the converter whose codes cover a range; zero is always one of the grid's values.
  ///
  /// - Parameters:
  ///   - range: The values that must be told apart.
  ///   - bits: The resolution.
  package init(covering range: ClosedRange<Float>, bits: Int) {
    let codes = Float((1 << bits) - 1)
    var range = range
    // Far from zero the codes themselves would leave what single precision counts exactly: such a
    // range is read from zero instead.
    let farthest = max(range.lowerBound.magnitude, range.upperBound.magnitude)
    if farthest * codes > 0x1p21 * (range.upperBound - range.lowerBound) {
      range = min(range.lowerBound, 0)...max(range.upperBound, 0)
    }
    let width = range.upperBound - range.lowerBound
    // Denormal steps have no finite inverse.
    let step = width / codes >= 1e-30 ? width / codes : 1
    let lowest = (range.lowerBound / step).rounded(.toNearestOrEven)
    self.init(step: step, lowest: lowest, highest: lowest + codes)
  }

  /// Creates the converter of sign and magnitude, with codes ± (2^(bits−1) − 1).
  ///
  /// - Parameters:
  ///   - limit: The value of the largest code; above 0.
  ///   - bits: The resolution, sign included; at least 2.
  init(symmetric limit: Float, bits: Int) {
    let codes = Float((1 << (bits - 1)) - 1)
    self.init(step: limit / codes >= 1e-30 ? limit / codes : 1, lowest: -codes, highest: codes)
  }

  /// The code of a value, in double precision.
  ///
  /// - Parameter quotient: The value over ``step``.
  /// - Returns: The nearest code, ties to even, within the limits.
  func code(of quotient: Double) -> Double {
    min(max(quotient.rounded(.toNearestOrEven), Double(lowest)), Double(highest))
  }

  /// The values of the lowest and the highest code.
  package var range: ClosedRange<Float> { step * lowest...step * highest }

  var kernel: assay_converter {
    assay_converter(inverse_step: 1 / step, lowest: lowest, highest: highest)
  }
}
