import Crossbars
import Foundation
import Testing

/// Samples of a device whose reset may fail, against all their sequences.
struct SampleChainTests {
  /// Mean and variance by the probability of every sequence of samples.
  private func moments(_ chain: SampleChain) -> (mean: Double, variance: Double) {
    let count = chain.probabilities.count
    var (first, second) = (0.0, 0.0)
    for sequence in 0..<1 << count {
      var (probability, isSet, sum) = (1.0, false, 0.0)
      for (sample, p) in chain.probabilities.enumerated() {
        let chance = isSet ? p + chain.resetFailure * (1 - p) : p
        isSet = sequence >> sample & 1 == 1
        probability *= isSet ? chance : 1 - chance
        sum += isSet ? 1 : -1
      }
      let mean = sum / Double(count)
      first += probability * mean
      second += probability * mean * mean
    }
    return (first, second - first * first)
  }

  @Test(arguments: [0, 0.1, 0.7])
  func `mean and variance are those of all sequences`(failure: Double) {
    var chance = SeededGenerator(seed: 3)
    for count in 1...8 {
      let chain = SampleChain(
        probabilities: (0..<count).map { _ in chance.uniform() }, resetFailure: failure)
      let wanted = moments(chain)
      #expect((chain.mean - wanted.mean).magnitude < 1e-14)
      #expect((chain.variance - wanted.variance).magnitude < 1e-14)
    }
  }

  @Test func `samples of one threshold have the closed form`() {
    let (p, h) = (0.3, 0.2)
    let chain = SampleChain(probabilities: Array(repeating: p, count: 6), resetFailure: h)
    let lambda = h * (1 - p)
    for (sample, marginal) in chain.marginals.enumerated() {
      let wanted = p * (1 - pow(lambda, Double(sample + 1))) / (1 - lambda)
      #expect((marginal - wanted).magnitude < 1e-15)
    }
    // Without failures the samples are independent.
    let independent = SampleChain(probabilities: Array(repeating: p, count: 6))
    #expect((independent.variance - 4 * p * (1 - p) / 6).magnitude < 1e-15)
    #expect(chain.variance > independent.variance && chain.mean > independent.mean)
  }

  @Test func `draws have mean and variance of the chain`() {
    let chain = SampleChain(probabilities: [0.2, 0.5, 0.7, 0.4], resetFailure: 0.3)
    var generator = SeededGenerator(seed: 8)
    let draws = 200_000
    let values = (0..<draws).map { _ in Double(chain.count(using: &generator)) / 2 - 1 }
    let mean = values.reduce(0, +) / Double(draws)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws)
    // Five standard errors of the mean; the variance of such a variance is below 2 σ⁴ / n.
    #expect((mean - chain.mean).magnitude < 5 * (chain.variance / Double(draws)).squareRoot())
    #expect((variance / chain.variance - 1).magnitude < 5 * (2 / Double(draws)).squareRoot())
  }

  @Test func `a converter steps its threshold and carries what resets leave`() {
    let converter = StochasticConverter(
      sensitivity: 1.79907, offset: 0.00821, fullScaleVoltage: -0.5, samples: 4,
      thresholdStep: 0.25)
    // x = .3: tanh(α (x − x₀ − .25 (n − 3/2))), in forty digits.
    let wanted = [
      0.83353313375851196, 0.63505013861430688, 0.29137382046912295, -0.14859227168256481,
    ]
    for (found, wanted) in zip(converter.sampleMeans(at: -0.15), wanted) {
      #expect((found - wanted).magnitude < 1e-14)
    }
    #expect((converter.mean(at: -0.15) - 0.40284120528984424).magnitude < 1e-14)
    var failing = converter
    (failing.thresholdStep, failing.resetFailure) = (0, 0.1)
    #expect((failing.mean(at: -0.15) - 0.51082166312577518).magnitude < 1e-14)
    #expect((failing.chain(at: -0.15).mean - failing.mean(at: -0.15)).magnitude < 1e-15)
    // A shift of x₀ and a factor on α.
    let own = StochasticConverter.Deviation(offset: 0.1, sensitivity: 0.5)
    failing.samples = 1
    let mean = failing.mean(at: -0.15, deviation: own)
    #expect((mean - tanh(1.5 * 1.79907 * (0.3 - 0.10821))).magnitude < 1e-14)
  }
}
