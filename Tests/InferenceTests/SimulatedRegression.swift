import Crossbars
import Foundation

/// Studies of a regression whose true errors are known: samples of different targets, chips of different
/// noise.
///
/// Targets are normal with deviation 1. The digital network misses them by s₀ n, a chip by s₀ n + a_c m, with m
/// partly the same for all chips and a_c its noise, which differs from chip to chip.
struct SimulatedRegression: Sendable {
  /// The digital network's error, s₀.
  let digital: Double
  /// The noise of the mean chip.
  let noise: Double
  /// The relative standard deviation of the chips' noise.
  let spread: Double
  /// The share of the noise's variance that all chips have in common.
  let sharing: Double
  /// The number of samples.
  let samples: Int

  /// The true mean square error of the digital network.
  var digitalSquare: Double { digital * digital }

  /// The true mean square error of chips.
  var square: Double { digitalSquare + noise * noise * (1 + spread * spread) }

  /// What one study saw: targets, errors of *chips × samples*, and of the digital network.
  func draw(chips: Int, seed: UInt64) -> (targets: [Double], errors: [[Double]], digital: [Double])
  {
    var chance = SeededGenerator(
      seed: seed, stream: UInt64(chips), UInt64(samples), UInt64(1e4 * spread),
      UInt64(1e4 * sharing), UInt64(1e4 * noise))
    let targets = (0..<samples).map { _ in chance.normal() }
    let missed = (0..<samples).map { _ in digital * chance.normal() }
    let common = (0..<samples).map { _ in sharing.squareRoot() * chance.normal() }
    let own = (1 - sharing).squareRoot()
    let errors = (0..<chips).map { _ in
      let size = noise * (1 + spread * chance.normal())
      return zip(missed, common).map { missed, common in
        let error = missed + size * (common + own * chance.normal())
        return error * error
      }
    }
    return (targets, errors, missed.map { $0 * $0 })
  }
}
