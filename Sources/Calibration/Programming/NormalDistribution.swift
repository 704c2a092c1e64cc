internal import Foundation

/// The functions of the normal distribution and of the tests that build on it.
enum NormalDistribution {
  /// The density at a number of standard deviations.
  static func density(_ z: Double) -> Double { exp(-0.5 * z * z) / (2 * .pi).squareRoot() }

  /// The probability of a smaller number.
  static func probability(below z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// The logarithm of the probability of a smaller number, also where that underflows.
  static func logProbability(below z: Double) -> Double {
    guard z < -30 else { return log(probability(below: z)) }
    return -0.5 * z * z - log(-z) - 0.5 * log(2 * .pi) + log1p(-1 / (z * z))
  }

  /// The density over the probability of a smaller number.
  static func hazard(below z: Double) -> Double {
    z < -30 ? -z - 1 / z : density(z) / probability(below: z)
  }

  /// The probability that chance makes a χ² larger, by the cube root of Wilson and Hilferty.
  static func chance(ofSquares squares: Double, freedom: Int) -> Double {
    guard freedom > 0 else { return 1 }
    let n = Double(freedom)
    let spread = (2 / (9 * n)).squareRoot()
    return probability(below: -(cbrt(squares / n) - (1 - 2 / (9 * n))) / spread)
  }

  /// The probability that chance makes the largest distance between two distributions larger, for
  /// a sample of some size (Kolmogorov and Smirnov, with Stephens' correction).
  static func chance(ofDistance distance: Double, count: Int) -> Double {
    let root = Double(count).squareRoot()
    let scaled = (root + 0.12 + 0.11 / root) * distance
    // The series does not converge for small arguments, where the probability is 1.
    guard scaled > 0.3 else { return 1 }
    let sum = (1...20).reduce(0.0) { sum, term in
      let part = exp(-2 * Double(term * term) * scaled * scaled)
      return sum + (term % 2 == 1 ? part : -part)
    }
    return min(max(2 * sum, 0), 1)
  }
}
