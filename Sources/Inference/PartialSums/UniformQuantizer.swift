internal import Foundation
internal import LinearAlgebra

/// An ADC of evenly spaced levels around zero, as far as normally distributed sums are concerned.
///
/// What a converter of a few comparisons leaves of the mean square of sums is told in bits of such an ADC.
package struct UniformQuantizer: Sendable, Equatable {
  /// The number of levels, 2 or more.
  package let levels: Int

  /// Describes an ADC of so many levels.
  package init(levels: Int) {
    precondition(levels > 1, "\(levels) levels tell nothing apart")
    self.levels = levels
  }

  /// The part of the mean square of normally distributed sums that the best distance of levels leaves.
  ///
  /// Levels y = (k − (L − 1)/2) Δ with thresholds halfway between them (J. Max, "Quantizing for Minimum Distortion",
  /// 1960); the Δ with the least error is found by the golden section.
  package var error: Double {
    let widest = 8.0 / Double(levels)
    let step = minimum(in: 1e-3...max(widest, 2), to: 1e-7) { error(step: $0) }
    return error(step: step)
  }

  /// The mean square error at a distance of levels, in standard deviations of the sums.
  private func error(step: Double) -> Double {
    func density(_ x: Double) -> Double {
      x.isFinite ? exp(-x * x / 2) / (2 * Double.pi).squareRoot() : 0
    }
    func distribution(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
    func moment(_ x: Double) -> Double { x.isFinite ? x * density(x) : 0 }
    var error = 0.0
    for level in 0..<levels {
      let value = (Double(level) - Double(levels - 1) / 2) * step
      let lower = level == 0 ? -Double.infinity : value - step / 2
      let upper = level == levels - 1 ? Double.infinity : value + step / 2
      // ∫ (x − y)² φ over the cell, by parts.
      error +=
        (1 + value * value) * (distribution(upper) - distribution(lower))
        - (moment(upper) - moment(lower)) - 2 * value * (density(lower) - density(upper))
    }
    return error
  }

  /// How many bits an ADC has that leaves so much; between whole bits by the logarithm of the error.
  ///
  /// - Parameter error: The part of the mean square of normally distributed sums that is left, above 0; 1 is that of no
  ///   bits.
  /// - Returns: The bits, 0 to 16.
  package static func bits(leaving error: Double) -> Double {
    var above = 1.0
    for bits in 1...16 {
      let below = UniformQuantizer(levels: 1 << bits).error
      if error >= below {
        return Double(bits - 1) + max(0, log(above / error)) / log(above / below)
      }
      above = below
    }
    return 16
  }

  /// The fewest whole bits with which an ADC leaves at most so much.
  ///
  /// - Parameter error: The part of the mean square of normally distributed sums that may be left.
  /// - Returns: The bits, 1 to 16.
  package static func wholeBits(leavingAtMost error: Double) -> Int {
    // Rounding of a number that is the error of an ADC itself asks for no further bit.
    (1...16).first { UniformQuantizer(levels: 1 << $0).error <= error * (1 + 1e-6) } ?? 16
  }
}
