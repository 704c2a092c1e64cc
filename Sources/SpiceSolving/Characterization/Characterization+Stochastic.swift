public import Crossbars
internal import LinearAlgebra
internal import Netlists
public import SpicePool

extension Characterization {
  /// The number of draws per examined point.
  private static let draws = 10_000

  /// Characterizes the stochastic converter: its mean by SPICE, its draws by the seeded generator.
  ///
  /// - Parameters:
  ///   - technology: The technology; it has a stochastic converter.
  ///   - seed: The seed of the draws.
  ///   - pool: The workers.
  /// - Returns: What was measured. The mean must meet its closed form within 1e-9, and the mean of
  ///   10 000 draws at 21 points within five standard errors.
  /// - Throws: `InputError` if there is no such converter, `SpiceError` if the simulator failed.
  public static func stochastic(
    _ technology: Technology, seed: UInt64 = 0, pool: WorkerPool
  ) async throws -> Characterization {
    guard let converter = technology.periphery.stochastic else {
      throw missing("stochastic", in: technology)
    }
    let voltages = converter.characterizationVoltages
    let deck = converter.characterizationDeck()
    return try await run(deck, part: "stochastic", technology: technology, pool: pool) { vectors in
      let own = voltages.map(converter.mean(at:))
      let worst = stride(from: 0, to: voltages.count, by: 10).map { point in
        var generator = SeededGenerator(seed: seed, stream: UInt64(point))
        let sum = converter.sum(at: voltages[point], count: draws, using: &generator)
        let deviation = Double(sum) / Double(draws) - own[point]
        // Beyond the last draw that can be seen the standard error has no meaning.
        let variance = max(1 - own[point] * own[point], 1 / Double(draws))
        return deviation / (variance / Double(draws)).squareRoot()
      }.largestMagnitude
      return (
        [
          Quantity(
            "largest deviation of the mean from the closed form",
            measured: largestDifference(vectors[1], own), expected: 0, tolerance: 1e-9),
          Quantity(
            "largest deviation of \(draws) draws from their mean", unit: "standard errors",
            measured: worst, expected: 0, tolerance: 5),
          Quantity(
            "mean at zero input", measured: vectors[1][voltages.count / 2],
            expected: own[voltages.count / 2], tolerance: 1e-9),
        ],
        ["input_volt", "mean", "closed_form_mean", "probability_of_plus_one"],
        voltages.indices.map { [voltages[$0], vectors[1][$0], own[$0], (1 + own[$0]) / 2] }
      )
    }
  }
}
