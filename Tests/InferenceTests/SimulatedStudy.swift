import Crossbars
import Foundation

/// Studies of a network whose true accuracy is known: images of different difficulty, chips of different
/// quality.
///
/// A chip c knows an image i if θ + b_c + √r a_i + √(1−r) e_ci > 0, all letters standard normal but b,
/// whose deviation is s. The digital network sees the same a_i with a threshold of its own.
struct SimulatedStudy: Sendable {
  /// The true accuracy of the mean chip.
  let accuracy: Double
  /// The true accuracy of the digital network.
  let digital: Double
  /// About the standard deviation of the chips' accuracies.
  let spread: Double
  /// The share of the images in the chance of an outcome; 0 for images that chips see independently.
  let sharing: Double
  /// The number of images.
  let images: Int

  /// What one study saw, *chips × images* and images.
  func draw(chips: Int, seed: UInt64) -> (outcomes: [[Bool]], digital: [Bool]) {
    var chance = SeededGenerator(
      seed: seed, stream: UInt64(chips), UInt64(images), UInt64(1e4 * spread),
      UInt64(1e4 * sharing), UInt64(1e4 * accuracy))
    let center = Self.quantile(accuracy)
    let deviation = spread / Self.density(center)
    let own = (1 - sharing).squareRoot()
    // The chips' own part widens the whole, so that the mean accuracy stays.
    let shift = center * (1 + deviation * deviation).squareRoot()
    let hardness = (0..<images).map { _ in sharing.squareRoot() * chance.normal() }
    let threshold = Self.quantile(digital)
    let reference = hardness.map { threshold + $0 + own * chance.normal() > 0 }
    let outcomes = (0..<chips).map { _ in
      let quality = shift + deviation * chance.normal()
      return hardness.map { quality + $0 + own * chance.normal() > 0 }
    }
    return (outcomes, reference)
  }

  private static func density(_ x: Double) -> Double { exp(-x * x / 2) / (2 * .pi).squareRoot() }

  /// The quantile of the standard normal distribution, by bisection.
  private static func quantile(_ share: Double) -> Double {
    var (low, high) = (-9.0, 9.0)
    while high - low > 1e-13 {
      let middle = (low + high) / 2
      if erfc(-middle / 2.0.squareRoot()) / 2 < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
