import Configuration
import Crossbars
import Foundation
import Inference
import Networks
import Records
import TestSupport
import Testing

/// Predictions of a network that is drawn or read several times.
struct PredictiveEvaluationTests {
  private func options(
    samples: Int, sigma: Double = 0.1, noise: Double = 0, threads: Int = 1
  ) -> EvaluationOptions {
    var technology = LayerProblem.technology(
      variation: ProgrammingVariation(
        distribution: sigma > 0 ? .logNormal : .none, relativeSigma: sigma))
    if noise > 0 { technology.variation.readNoise = ReadNoise(.relative(noise)) }
    var options = EvaluationOptions(solver: .ideal, technology: technology)
    (options.trials, options.threads) = (samples, threads)
    return options
  }

  private func evaluation(
    _ small: SmallNetwork, _ options: EvaluationOptions, unknown: LabeledImages? = nil,
    sampling: EvaluationResult.Predictive.Sampling = .programming
  ) throws -> PredictiveEvaluation {
    try PredictiveEvaluation(
      network: small.network, source: EvaluationResult.Source(file: "small.onnx"),
      images: small.images(), sample: small.images(), unknown: unknown, options: options,
      sampling: sampling)
  }

  @Test func `the samples are the instances of an evaluation`() throws {
    let small = try SmallNetwork()
    let options = options(samples: 4)
    let outcome = try evaluation(small, options).run()
    let plain = try small.evaluate(options)
    #expect(outcome.logits == plain.logits)
    let found = try #require(outcome.result.predictive)
    let labels = (0..<small.imageCount).map { $0 % 7 }
    let size = small.imageCount * 7
    let samples = (0..<4).map { Array(plain.logits.elements[$0 * size..<($0 + 1) * size]) }
    let wanted = ClassProbabilities(samples, classes: 7, areProbabilities: false).mean
      .quality(labels: labels, bins: 15, unknown: nil)
    #expect(found.together == wanted)
    #expect(found.samples == 4 && found.sampling == .programming)
    #expect((found.single.top1 - (plain.result.summary?.top1.mean ?? 0)).magnitude < 0.005)
    // The mean of probabilities is never less likely than probabilities in the mean.
    #expect(found.together.negativeLogLikelihood < found.single.negativeLogLikelihood)
    #expect(found.together.brierScore < found.single.brierScore)
    let copy = try EvaluationResult(outcome.result.encoded(), source: "result.json")
    #expect(copy.predictive == found)
    #expect(outcome.result.table.contains("4 samples together"))
  }

  @Test func `threads change nothing`() throws {
    let small = try SmallNetwork(images: 70)
    let one = try evaluation(small, options(samples: 3)).run().result.predictive
    let two = try evaluation(small, options(samples: 3, threads: 2)).run().result.predictive
    #expect(one == two)
  }

  @Test func `images of the same kind are not told apart`() throws {
    let small = try SmallNetwork()
    let found = try evaluation(small, options(samples: 3), unknown: small.images()).run()
    let predictive = try #require(found.result.predictive)
    for quality in [predictive.digital, predictive.single, predictive.together] {
      #expect(quality.unknownData == 0.5)
    }
    #expect(predictive.together.unknownDataByDisagreement == 0.5)
    #expect(predictive.unknownImages == small.imageCount)
  }

  @Test func `reads of the same cells differ by their noise alone`() throws {
    let small = try SmallNetwork(images: 60)
    let outcome = try evaluation(
      small, options(samples: 3, sigma: 0.1, noise: 0.05), sampling: .reads
    ).run()
    let (size, values) = (60 * 7, outcome.logits.elements)
    let samples = (0..<3).map { Array(values[$0 * size..<($0 + 1) * size]) }
    #expect(samples[0] != samples[1] && samples[1] != samples[2])
    func distance(_ first: [Float], _ second: [Float]) -> Float {
      zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let programmed = try evaluation(small, options(samples: 2, sigma: 0.1, noise: 0.05)).run()
    let others = programmed.logits.elements
    // The first read is that of the first instance; another programming is farther off than another read.
    #expect(Array(others[..<size]) == samples[0])
    #expect(distance(samples[0], samples[1]) < 0.7 * distance(samples[0], Array(others[size...])))
  }

  @Test func `samples that are all alike are refused`() throws {
    let small = try SmallNetwork(images: 20)
    #expect(throws: UsageError.self) { try evaluation(small, options(samples: 3, sigma: 0)) }
    #expect(throws: UsageError.self) {
      try evaluation(small, options(samples: 3), sampling: .reads)
    }
  }
}
