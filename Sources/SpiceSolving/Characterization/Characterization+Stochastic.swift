public import Crossbars
internal import LinearAlgebra
internal import Netlists
public import SpicePool

extension Characterization {
  /// The number of draws per examined point.
  private static let draws = 10_000

  /// Characterizes the stochastic converter: its means by SPICE, its draws by the seeded generator.
  ///
  /// - Parameters:
  ///   - technology: The technology; it has a stochastic converter.
  ///   - seed: The seed of the draws.
  ///   - pool: The workers.
  /// - Returns: What was measured. Means, of every sample where there are several, must meet their closed forms within
  ///   1e-9, or 1e-8 where resets fail, a stepped reference must give the means of the samples within that, and mean and variance of
  ///   10 000 drawn conversions at some twenty points must be theirs within five standard errors. The curve has the
  ///   columns that a technology takes from a file: x and the probability of +1 of a device that was reset.
  /// - Throws: `InputError` if there is no such converter, `SpiceError` if the simulator failed.
  public static func stochastic(
    _ technology: Technology, seed: UInt64 = 0, pool: WorkerPool
  ) async throws -> Characterization {
    guard let converter = technology.periphery.stochastic else {
      throw missing("stochastic", in: technology)
    }
    let voltages = converter.characterizationVoltages
    let deck = converter.characterizationDeck()
    let samples = converter.samples
    return try await run(deck, part: "stochastic", technology: technology, pool: pool) { raised in
      let vectors = [raised[0]] + raised.dropFirst().map { $0.map { $0 - 1 } }
      // Every voltage stands for as many points as there are samples.
      func first(_ vector: [Double]) -> [Double] {
        voltages.indices.map { vector[$0 * samples] }
      }
      let own = voltages.map(converter.mean(at:))
      let (means, alone) = (first(vectors[1]), first(vectors[2]))
      // Every sample of a chain follows the one before to the tolerance of the simulator's iteration.
      let tolerance = converter.resetFailure > 0 ? 1e-8 : 1e-9
      let draws = DrawnConversions(converter, at: voltages, seed: seed, count: draws)
      var quantities = [
        Quantity(
          "largest deviation of the mean from the closed form",
          measured: largestDifference(means, own), expected: 0, tolerance: tolerance),
        Quantity(
          "largest deviation of \(Self.draws) draws from their mean", unit: "standard errors",
          measured: draws.mean, expected: 0, tolerance: 5),
        Quantity(
          "mean at zero input", measured: means[voltages.count / 2],
          expected: own[voltages.count / 2], tolerance: tolerance),
      ]
      if samples > 1 {
        let single = voltages.map { converter.response(at: converter.input(of: $0)) }
        let wanted = voltages.map { converter.sampleMeans(at: $0) }
        let found = (0..<samples).map { first(vectors[4 + $0]) }
        let fresh = voltages.flatMap { voltage in
          (0..<samples).map {
            converter.response(
              at: converter.input(of: voltage) - converter.thresholdShift(ofSample: $0))
          }
        }
        quantities += [
          Quantity(
            "largest deviation of the mean of a sample from the closed form",
            measured: (0..<samples).map { sample in
              largestDifference(found[sample], wanted.map { $0[sample] })
            }.largestMagnitude, expected: 0, tolerance: tolerance),
          Quantity(
            "largest deviation of a device alone from the closed form",
            measured: largestDifference(alone, single), expected: 0, tolerance: 1e-9),
          Quantity(
            "largest deviation of a device at the stepped reference",
            measured: largestDifference(vectors[3], fresh), expected: 0, tolerance: 1e-9),
          Quantity(
            "largest deviation of the variance of \(Self.draws) draws", unit: "standard errors",
            measured: draws.variance, expected: 0, tolerance: 5),
        ]
      }
      return (
        quantities,
        [
          "input_volt", StochasticCurve.inputColumn, "mean", "closed_form_mean",
          StochasticCurve.probabilityColumn,
        ],
        voltages.indices.map {
          [
            voltages[$0], converter.input(of: voltages[$0]), means[$0], own[$0],
            (1 + alone[$0]) / 2,
          ]
        }
      )
    }
  }
}

/// Drawn conversions beside their closed forms.
private struct DrawnConversions {
  /// The largest deviations of mean and variance, in standard errors.
  private(set) var (mean, variance) = (0.0, 0.0)

  /// Draws conversions at every tenth voltage.
  init(_ converter: StochasticConverter, at voltages: [Double], seed: UInt64, count: Int) {
    for point in stride(from: 0, to: voltages.count, by: voltages.count > 100 ? 10 : 2) {
      var generator = SeededGenerator(seed: seed, stream: UInt64(point))
      let chain = converter.chain(at: voltages[point])
      let draws = (0..<count).map { _ in
        2 * Double(chain.count(using: &generator)) / Double(converter.samples) - 1
      }
      let number = Double(count)
      let found = draws.reduce(0, +) / number
      // Beyond the last draw that can be seen the standard error has no meaning.
      let least = 1 / number
      let expected = max(chain.variance, least)
      let deviation = (found - chain.mean) / (expected / number).squareRoot()
      if deviation.magnitude > mean.magnitude { mean = deviation }
      guard chain.variance > 100 * least else { continue }
      let squares = draws.map { ($0 - found) * ($0 - found) }
      let square = squares.reduce(0, +) / (number - 1)
      let fourth = squares.reduce(0) { $0 + $1 * $1 } / number
      let error = ((fourth - square * square) / number).squareRoot()
      let ofVariance = (square - chain.variance) / max(error, 1e-3 * chain.variance)
      if ofVariance.magnitude > variance.magnitude { variance = ofVariance }
    }
  }
}
