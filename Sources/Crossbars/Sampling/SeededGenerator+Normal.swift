internal import Foundation

extension SeededGenerator {
  /// A number from the standard normal distribution, by the method of Box and Muller.
  public mutating func normal() -> Double {
    // 1 − u is never 0, so the logarithm is finite.
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}
