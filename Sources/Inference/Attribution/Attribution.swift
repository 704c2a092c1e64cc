internal import Configuration
public import LinearAlgebra
public import Networks
public import Records
internal import Synchronization

/// The measurement of what every non-ideality costs, alone and beside the others.
///
/// Every cause is switched off where all others are on, and on where all others are off; the same instances
/// see the same images each time, so that what is compared is paired.
public struct Attribution: Sendable {
  private let whole: Evaluation
  private let integers: Evaluation
  private let causes: [(cause: NonIdeality, alone: Evaluation, without: Evaluation)]
  private let remedies: [(name: String, evaluation: Evaluation)]

  /// Prepares all evaluations and checks that their parts fit.
  ///
  /// - Parameters: As of ``Evaluation/init(network:source:images:sample:options:)``.
  /// - Throws: What that throws; `UsageError` for the solver digital and where the number of instances is
  ///   left open.
  public init(
    network: Network, source: EvaluationResult.Source, images: LabeledImages,
    sample: LabeledImages, options: EvaluationOptions
  ) throws {
    guard options.solver != .digital, options.technology != nil else {
      throw UsageError("an attribution is of arrays; solver digital has none")
    }
    guard options.wantedHalfWidth == nil else {
      throw UsageError("an attribution compares the same instances: a half-width cannot end it")
    }
    guard options.ranges == nil else {
      throw UsageError(
        "an attribution takes converters away, for which given ranges are not: leave --ranges out")
    }
    func evaluation(_ options: EvaluationOptions) throws -> Evaluation {
      try Evaluation(
        network: network, source: source, images: images, sample: sample, options: options)
    }
    let present = NonIdeality.allCases.filter { $0.isPresent(in: options) }
    // One audit is enough, and one set of outputs, of the arrays with all that deviates.
    var others = options
    others.audit = nil
    others.keepsOutputs = false
    func without(_ removed: [NonIdeality]) throws -> Evaluation {
      var options = others
      for cause in removed { cause.remove(from: &options) }
      return try evaluation(options)
    }
    whole = try evaluation(options)
    guard whole.targetSpread?.variance != 0 else {
      throw Evaluation.withoutSpread(images, option: "--attribute")
    }
    integers = try without(present)
    causes = try present.map { cause in
      (cause, try without(present.filter { $0 != cause }), try without([cause]))
    }
    remedies = try Self.remedies.compactMap { name, take in
      var options = others
      guard take(&options) else { return nil }
      return (name, try evaluation(options))
    }
  }

  /// The remedies; each tells whether it is another than what is taken already.
  private static let remedies: [(String, @Sendable (inout EvaluationOptions) -> Bool)] = {
    func gain(_ gain: Mapping.GainCorrection) -> @Sendable (inout EvaluationOptions) -> Bool {
      { options in
        defer { options.mapping.gain = gain }
        return [nil, Mapping.GainCorrection.none, .reference].contains(options.mapping.gain)
      }
    }
    func correction(_ kind: DigitalCorrection) -> @Sendable (inout EvaluationOptions) -> Bool {
      { options in
        defer { options.correction = kind }
        return options.correction == .none
      }
    }
    return [
      ("calibration.gain = \"layer\"", gain(.layer)),
      ("calibration.gain = \"column\"", gain(.column)),
      ("--correction factor", correction(.factor)),
      ("--correction factors", correction(.factors)),
      ("--correction bias", correction(.bias)),
      ("--correction moments", correction(.moments)),
    ]
  }()

  private var all: [Evaluation] {
    [whole, integers] + causes.flatMap { [$0.alone, $0.without] } + remedies.map(\.evaluation)
  }

  /// What the data set asks of the network.
  public var task: NetworkTask { whole.task }

  /// Gets how far choices of models, ranges and programming are, evaluation by evaluation; nil for nobody.
  public var stages: StageProgress?

  /// The number of images that ``run(progress:)`` reports at its end.
  public var work: Int { all.reduce(0) { $0 + $1.work } }

  /// Measures.
  ///
  /// - Parameter progress: Gets the number of images done; called from any thread.
  /// - Returns: The evaluation with everything that deviates, and the attribution in its result.
  /// - Throws: What an evaluation throws.
  public func run(
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> Evaluation.Outcome {
    var done = 0
    func outcome(_ evaluation: Evaluation) throws -> Evaluation.Outcome {
      let before = done
      var evaluation = evaluation
      evaluation.stages = stages
      let found = try evaluation.run { progress(before + $0) }
      done += evaluation.work
      return found
    }
    var whole = try outcome(whole)
    let integers = try outcome(integers).findings
    let causes = try self.causes.map { cause, alone, without in
      EvaluationResult.Attribution.Cause(
        name: cause.rawValue, alone: try outcome(alone).findings.change(from: integers),
        together: whole.findings.change(from: try outcome(without).findings))
    }
    let remedies = try self.remedies.map { name, evaluation in
      EvaluationResult.Attribution.Remedy(
        name: name, gain: try outcome(evaluation).findings.change(from: whole.findings))
    }
    whole.result.attribution = EvaluationResult.Attribution(
      integers: integers.changeFromDigital, causes: causes,
      together: whole.findings.change(from: integers), remedies: remedies)
    return whole
  }
}
