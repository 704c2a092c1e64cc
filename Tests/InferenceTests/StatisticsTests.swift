import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Networks
import Records
import Testing

/// What an evaluation tells of its instances and images.
struct StatisticsTests {
  private func options(trials: Int, sigma: Double = 0.3) -> EvaluationOptions {
    var options = EvaluationOptions(
      solver: .ideal,
      technology: LayerProblem.technology(
        variation: ProgrammingVariation(distribution: .logNormal, relativeSigma: sigma)))
    options.trials = trials
    return options
  }

  @Test func `the summary is that of the predictions`() throws {
    let small = try SmallNetwork(images: 100)
    var options = options(trials: 4)
    options.wantedTop1 = 0.15
    let outcome = try small.evaluate(options)
    let found = try #require(outcome.predictions)
    let summary = try #require(outcome.result.summary)
    let hits = found.instances.map { zip($0, found.labels).map(==) }
    let digital = zip(found.digital, found.labels).map(==)
    let shares = hits.map { Double($0.count { $0 }) / 100 }
    #expect(outcome.result.trials.map(\.accuracy.top1.value) == shares)
    #expect(summary.top1 == TrialMean(hits))
    #expect(summary.change == TrialMean(changeOf: hits, against: [digital]))
    let mean = shares.reduce(0, +) / 4
    let spread = (shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
    // Sums of integers against sums of shares: rounding.
    #expect((try #require(summary.top1Deviation) - spread).magnitude < 1e-12)
    #expect(summary.yield?.share.count == shares.count { $0 >= 0.15 })
    let classes = try #require(outcome.result.classes)
    for part in classes {
      let images = found.labels.indices.filter { found.labels[$0] == part.label }
      #expect(part.images == images.count)
      #expect(part.digital == images.count { digital[$0] })
      #expect(
        part.arrays == Double(hits.reduce(0) { sum, row in sum + images.count { row[$0] } }) / 4)
    }
  }

  @Test func `one chip is told to be one, and many are not`() throws {
    let small = try SmallNetwork(images: 20)
    func notes(_ trials: Int, sigma: Double) throws -> String {
      try (small.evaluate(options(trials: trials, sigma: sigma)).result.notes ?? []).joined()
    }
    #expect(try notes(1, sigma: 0.1).contains("of this chip, and no other"))
    #expect(try !notes(2, sigma: 0.1).contains("no other"))
    // Images that chose the ranges are among the evaluated ones here.
    #expect(try notes(2, sigma: 0.1).contains("20 of the evaluated images"))
  }

  @Test func `an evaluation ends when the change is known as wanted`() throws {
    let small = try SmallNetwork(images: 60)
    var options = options(trials: 12)
    let all = try small.evaluate(options)
    options.wantedHalfWidth = 1
    let few = try small.evaluate(options)
    // Five whose interval is narrow enough, and three more whatever it has become.
    #expect(Evaluation.leastInstances == 8)
    #expect(few.result.trials.count == Evaluation.leastInstances)
    #expect(few.result.mostTrials == 12)
    #expect(few.result.trials == Array(all.result.trials[..<Evaluation.leastInstances]))
    #expect(few.logits.shape == [Evaluation.leastInstances, 60, 7])
    options.wantedHalfWidth = 0
    #expect(try small.evaluate(options).result.trials == all.result.trials)
  }

  @Test func `three instances follow the one that made the interval narrow`() {
    var stopping = InstanceStopping(wanted: 0.01)
    let widths = [0, 0, 0, 0, 0.02, 0.03, 0.009, 0.05, 0.05, 0.05, 0.05]
    let ends = widths.enumerated().map { stopping.isEnough($0 + 1, halfWidth: $1) }
    #expect(ends.firstIndex(of: true) == 9)
    var all = InstanceStopping(wanted: nil)
    #expect(!(1...100).contains { all.isEnough($0, halfWidth: 0) })
  }

  @Test func `predictions and confusion are tables of every image`() {
    let found = ImagePredictions(
      labels: [0, 1, 1], digital: [0, 1, 0], instances: [[0, 0, 0], [2, 1, 0]])
    #expect(
      found.table == """
        image,label,digital,instance_0,instance_1
        0,0,0,0,2
        1,1,1,0,1
        2,1,0,0,0

        """)
    #expect(
      found.confusion == """
        label,class,digital,instance_0,instance_1
        0,0,1,1,0
        0,2,0,0,1
        1,0,1,2,1
        1,1,1,0,1

        """)
  }

  @Test func `read noise depends neither on threads nor on the images that follow`() throws {
    let small = try SmallNetwork()
    var noisy = options(trials: 2, sigma: 0.05)
    noisy.technology?.variation.readNoise = ReadNoise(.relative(0.1))
    noisy.mapping.inputs.bitsPerStream = 4
    let first = try small.evaluate(noisy)
    noisy.threads = 3
    #expect(try small.evaluate(noisy).logits == first.logits)
    let some = try small.evaluate(noisy, limit: 37).logits.elements
    #expect(some[..<(37 * 7)] == first.logits.elements[..<(37 * 7)])
    // The same image twice is read twice.
    noisy.technology?.variation.readNoise = nil
    #expect(try small.evaluate(noisy).logits != first.logits)
  }

  @Test func `a correction gives every output its digital moments`() throws {
    // All images choose the correction, so that theirs are the moments that must come out.
    let small = try SmallNetwork(images: 100)
    var options = options(trials: 1, sigma: 0.1)
    options.technology?.variation.faults = CellFaults(stuckOnFraction: 0.05, stuckOffFraction: 0)
    func moments(_ options: EvaluationOptions) throws -> [(mean: Double, deviation: Double)] {
      let logits = try small.evaluate(options).logits.elements
      return (0..<7).map { output in
        let values = stride(from: output, to: 700, by: 7).map { Double(logits[$0]) }
        let mean = values.reduce(0, +) / 100
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100
        return (mean, square.squareRoot())
      }
    }
    let wanted = try moments(EvaluationOptions(solver: .digital))
    let plain = try moments(options)
    options.correction = .bias
    let shifted = try moments(options)
    options.correction = .moments
    let whole = try moments(options)
    for output in 0..<7 {
      let scale = wanted[output].deviation
      // Single precision of outputs and corrections.
      #expect((shifted[output].mean - wanted[output].mean).magnitude < 1e-4 * scale)
      #expect((whole[output].mean - wanted[output].mean).magnitude < 1e-4 * scale)
      #expect((whole[output].deviation / scale - 1).magnitude < 1e-4)
      #expect((plain[output].mean - wanted[output].mean).magnitude > 1e-2 * scale)
    }
  }

  @Test func `a factor compensates the drift that all cells share`() throws {
    let small = try SmallNetwork(images: 100)
    var options = EvaluationOptions(solver: .ideal, technology: LayerProblem.technology())
    options.mapping.outputs.bits = 0
    func constant(_ value: Double) -> ConductanceFunction {
      ConductanceFunction(StateFunction(.constant(value)), argumentUnit: 1e-6, valueUnit: 1)
    }
    options.technology?.variation.drift = Drift(
      referenceTime: 1, exponentMean: constant(0.1), exponentSigma: constant(0))
    let fresh = try small.evaluate(options)
    options.technology?.read.time = 1e4
    func error(_ correction: DigitalCorrection) throws -> Double {
      options.correction = correction
      let aged = try small.evaluate(options).logits.elements
      return RelativeError(ofSingles: aged, against: fresh.logits.elements).relativeRMSE
    }
    // All cells keep 10⁴ to the power of −.1, and pairs take the off current away.
    #expect(try error(.none) > 0.5)
    // What is left is what the integers of weights and inputs lose of the digital moments.
    #expect(try error(.factor) < 0.02 && error(.factors) < 0.02)
  }
}
