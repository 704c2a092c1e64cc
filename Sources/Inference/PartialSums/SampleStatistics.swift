internal import Foundation
internal import LinearAlgebra
package import Records

/// What a number of comparisons at known thresholds tells of a sum, in closed form.
///
/// With z what the sum is above the common threshold, sample n is +1 with the probability
/// p = (1 + tanh(z − d)) / 2, d = δ (n − (N − 1) / 2), and ŷ is the mean of all samples.
package struct SampleStatistics: Sendable, Equatable {
  /// N, the number of samples.
  package let samples: Int
  /// δ, how far the thresholds of neighboring samples are apart; 0 for one threshold.
  package let spacing: Double

  /// Describes samples.
  package init(samples: Int, spacing: Double = 0) {
    (self.samples, self.spacing) = (samples, spacing)
  }

  /// A of the decoding P̂ = (A ŷ + θ′) / κ: half the width that stepped thresholds cover, or 1.
  var reach: Double { spacing == 0 ? 1 : Double(samples) * spacing / 2 }

  /// tanh(z − d) of every sample.
  private func means(_ z: Double) -> [Double] {
    let middle = Double(samples - 1) / 2
    guard spacing != 0 else { return [Double](repeating: tanh(z), count: samples) }
    return (0..<samples).map { tanh(z - spacing * (Double($0) - middle)) }
  }

  /// E ŷ at a z.
  package func mean(_ z: Double) -> Double { means(z).reduce(0, +) / Double(samples) }

  /// Var ŷ at a z.
  package func variance(_ z: Double) -> Double {
    means(z).reduce(0) { $0 + (1 - $1 * $1) } / Double(samples * samples)
  }

  /// The probabilities of 0 to N samples being +1 at a z.
  package func probabilities(_ z: Double) -> [Double] {
    var found = [1.0]
    for mean in means(z) {
      let p = (1 + mean) / 2
      var next = [Double](repeating: 0, count: found.count + 1)
      for (count, probability) in found.enumerated() {
        next[count] += probability * (1 - p)
        next[count + 1] += probability * p
      }
      found = next
    }
    return found
  }

  /// The part of the mean square of normally distributed sums that the best linear decoding of ŷ leaves.
  ///
  /// - Parameter deviation: u, the standard deviation of z.
  /// - Returns: 1 − (E ŷ z)² / (E ŷ² E z²).
  package func error(deviation: Double) -> Double {
    // The trapezoidal rule, which for a normal distribution errs less than rounding does.
    let (nodes, reach) = (401, 8.0)
    var (weight, product, square) = (0.0, 0.0, 0.0)
    for node in 0..<nodes {
      let g = reach * (2 * Double(node) / Double(nodes - 1) - 1)
      let density = exp(-g * g / 2)
      let mean = mean(deviation * g)
      weight += density
      product += density * mean * g
      square += density * (mean * mean + variance(deviation * g))
    }
    return 1 - product * product / (weight * square)
  }

  /// The standard deviation of z that decodes normally distributed sums best.
  ///
  /// With a single comparison at one threshold the error falls for ever, as chance leaves; 3 is close to that, and stepped
  /// thresholds need z to be wide.
  ///
  /// - Parameters:
  ///   - samples: The number of samples.
  ///   - thresholds: Whether they share a threshold.
  /// - Returns: u.
  package static func deviation(
    samples: Int, thresholds: Mapping.PartialSums.Thresholds
  ) -> Double {
    guard thresholds == .common else { return steppedDeviation }
    guard samples > 1 else { return 3 }
    let statistics = SampleStatistics(samples: samples)
    return minimum(in: 0.2...5, to: width) { statistics.error(deviation: $0) }
  }

  /// The samples of a conversion with the thresholds that suit their number.
  ///
  /// - Parameters:
  ///   - samples: The number of samples.
  ///   - thresholds: Whether they share a threshold.
  /// - Returns: The samples; δ = 2 c u / N with the best c for stepped ones.
  package static func best(
    samples: Int, thresholds: Mapping.PartialSums.Thresholds
  ) -> SampleStatistics {
    guard thresholds == .stepped, samples > 1 else { return SampleStatistics(samples: samples) }
    let unit = 2 * steppedDeviation / Double(samples)
    let reach = minimum(in: 0.2...4, to: width) {
      SampleStatistics(samples: samples, spacing: $0 * unit).error(deviation: steppedDeviation)
    }
    return SampleStatistics(samples: samples, spacing: reach * unit)
  }

  private static let steppedDeviation = 8.0
  /// How closely the best numbers are found.
  private static let width = 1e-4
}
