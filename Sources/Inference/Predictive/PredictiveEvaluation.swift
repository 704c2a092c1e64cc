internal import Configuration
public import LinearAlgebra
public import Networks
public import Records

/// The measurement of what the probabilities of a network on arrays are worth: how far they are those of being right, and
/// how well their uncertainty tells wrong answers and images of another kind.
public struct PredictiveEvaluation: Sendable {
  /// The bins of the calibration error.
  public static let bins = 15

  private let sampling: EvaluationResult.Predictive.Sampling
  /// The network on arrays: a sample is an instance.
  private let known: Evaluation
  private let unknown: Evaluation?
  private let knownDigital: Evaluation
  private let unknownDigital: Evaluation?
  private let network: Network

  /// Prepares a measurement.
  ///
  /// - Parameters:
  ///   - network: The network, which gives a class an image.
  ///   - source: Its file.
  ///   - images: Images with labels.
  ///   - sample: The images by which ranges are chosen.
  ///   - unknown: Images that the network does not know, with labels that are not asked for; nil for none.
  ///   - options: What to compute with; its trials are the samples.
  ///   - sampling: What makes samples differ.
  /// - Throws: What `Evaluation` throws; `UsageError` if the network gives no class an image, or nothing differs between
  ///   two samples.
  public init(
    network: Network, source: EvaluationResult.Source, images: LabeledImages,
    sample: LabeledImages, unknown: LabeledImages?, options: EvaluationOptions,
    sampling: EvaluationResult.Predictive.Sampling
  ) throws {
    guard network.positionCount == 1, images.dataSet.task != .regression else {
      throw UsageError("--samples is for networks that give one class an image")
    }
    var options = options
    options.keepsOutputs = true
    options.repeatsReads = sampling == .reads
    var digital = options
    (digital.solver, digital.trials, digital.audit) = (.digital, 1, nil)
    (digital.ranges, digital.states, digital.statesFolder) = (nil, nil, nil)
    (digital.activationsLayer, digital.nonIdealityReads) = (nil, nil)
    var further = options
    (further.audit, further.statesFolder) = (nil, nil)
    (further.activationsLayer, further.nonIdealityReads) = (nil, nil)
    func evaluation(_ images: LabeledImages, _ options: EvaluationOptions) throws -> Evaluation {
      try Evaluation(
        network: network, source: source, images: images, sample: sample, options: options)
    }
    self.network = network
    self.sampling = sampling
    known = try evaluation(images, options)
    knownDigital = try evaluation(images, digital)
    self.unknown = try unknown.map { try evaluation($0, further) }
    unknownDigital = try unknown.map { try evaluation($0, digital) }
    guard options.trials == 1 || known.distinctTrials > 1 else {
      throw UsageError(
        sampling == .reads
          ? "--sampling reads needs read noise or converters by chance: all reads are alike"
          : "--samples \(options.trials) needs cells that vary: all programmings are alike")
    }
  }

  /// The number of images that ``run(progress:)`` reports at its end.
  public var work: Int {
    [known, knownDigital, unknown, unknownDigital].reduce(0) { $0 + ($1?.work ?? 0) }
  }

  /// Gets how far the parts of the evaluation are; nil for nobody.
  public var stages: StageProgress?

  /// Measures.
  ///
  /// - Parameter progress: Gets the number of images done; called from any thread.
  /// - Returns: The outcome of the images with labels, whose result says what the probabilities are worth.
  /// - Throws: What ``Evaluation/run(reference:progress:)`` throws.
  public func run(
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> Evaluation.Outcome {
    var done = 0
    func outputs(_ evaluation: Evaluation) throws -> (outcome: Evaluation.Outcome, [[Float]]) {
      var evaluation = evaluation
      evaluation.stages = stages
      let before = done
      let outcome = try evaluation.run { progress(before + $0) }
      done += evaluation.work
      let size = evaluation.images.count * network.classCount
      return (
        outcome,
        stride(from: 0, to: outcome.logits.elements.count, by: size).map {
          Array(outcome.logits.elements[$0..<$0 + size])
        }
      )
    }
    func probabilities(_ outputs: [[Float]]) -> ClassProbabilities {
      ClassProbabilities(
        outputs, classes: network.classCount, areProbabilities: network.givesProbabilities)
    }
    var (outcome, samples) = try outputs(known)
    let labels = Array(known.images.dataSet.labels(of: 0..<known.images.count))
    let onArrays = probabilities(samples)
    let digital = probabilities(try outputs(knownDigital).1)
    let unknownArrays = try unknown.map { probabilities(try outputs($0).1) }
    let unknownDigital = try unknownDigital.map { probabilities(try outputs($0).1) }
    samples = []
    var together = onArrays.mean.quality(
      labels: labels, bins: Self.bins, unknown: unknownArrays?.mean)
    together.unknownDataByDisagreement = unknownArrays.flatMap {
      ClassProbabilities.area(of: $0.disagreements, over: onArrays.disagreements)
    }
    let others = unknownArrays?.alone
    outcome.result.predictive = EvaluationResult.Predictive(
      samples: known.options.trials, sampling: sampling, bins: Self.bins,
      unknownDataSet: unknown?.images.name, unknownImages: unknown?.images.count,
      digital: digital.quality(labels: labels, bins: Self.bins, unknown: unknownDigital),
      single: .mean(
        onArrays.alone.enumerated().map { index, sample in
          sample.quality(labels: labels, bins: Self.bins, unknown: others?[index])
        }), together: together)
    return outcome
  }
}

extension EvaluationResult.PredictiveQuality {
  /// The mean of several records.
  fileprivate static func mean(_ all: [Self]) -> Self {
    func mean(_ key: (Self) -> Double) -> Double {
      all.reduce(0) { $0 + key($1) } / Double(all.count)
    }
    func mean(_ key: (Self) -> Double?) -> Double? {
      let found = all.compactMap(key)
      return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
    }
    return Self(
      top1: mean(\.top1), calibrationError: mean(\.calibrationError),
      negativeLogLikelihood: mean(\.negativeLogLikelihood), brierScore: mean(\.brierScore),
      entropy: mean(\.entropy), wrongAnswers: mean(\.wrongAnswers), unknownData: mean(\.unknownData)
    )
  }
}
