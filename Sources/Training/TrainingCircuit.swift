internal import Configuration
public import Inference
public import LinearAlgebra
internal import Networks
public import Records
internal import Synchronization

/// The arrays that a network is trained on.
public struct TrainingCircuit: Sendable {
  package let sample: LabeledImages
  fileprivate(set) var options: EvaluationOptions
  let source: EvaluationResult.Source
  let stages: StageProgress?

  /// Describes arrays.
  ///
  /// - Parameters:
  ///   - sample: The images by which ranges and gains are chosen.
  ///   - options: Technology, mapping, and what reads the arrays.
  ///   - source: The network's file.
  ///   - stages: Gets how far the choice of the model and the first ranges are; nil for nobody.
  public init(
    sample: LabeledImages, options: EvaluationOptions, source: EvaluationResult.Source,
    stages: StageProgress? = nil
  ) {
    self.stages = stages
    self.sample = sample
    self.options = options
    self.source = source
  }
}

extension TrainingCircuit {
  /// What chooses the ranges of a network's arrays.
  fileprivate func evaluation(
    of network: Network, stages: StageProgress? = nil
  ) throws -> Evaluation {
    var evaluation = try Evaluation(
      network: network, source: source, images: sample, sample: sample, options: options)
    evaluation.stages = stages
    return evaluation
  }
}

/// The arrays of a training, step after step.
///
/// Ranges and gains are chosen anew every ``Recipe/rangingSteps`` steps, and follow from the parameters there: a training
/// that is taken up at such a step goes on as it would have.
final class TrainingArrays: Sendable {
  /// The numbers of the layers on arrays.
  let onArrays: Set<Int>
  /// Those of them whose columns are counted.
  let counted: Set<Int>
  private let network: Network
  private let layout: ParameterLayout
  private let circuit: TrainingCircuit
  private let recipe: Recipe
  /// The circuit of the network before it was trained, which chooses what reads the arrays.
  private let first: NetworkCircuit
  /// Where what is learned of the converters lies among its numbers, for each layer; empty where nothing is.
  private let learned: [LearnedConverters?]
  /// How long the first choice of ranges took, with that of what reads the arrays.
  let rangingSeconds: Double
  private let present: Mutex<(step: Int, circuit: NetworkCircuit)?>

  /// What keeps the chance of a training apart from that of an evaluation with the same seed.
  private static let stream: UInt64 = 0x7472_6169_6e69_6e67

  init(_ network: Network, circuit: TrainingCircuit, recipe: Recipe, threads: Int) throws {
    self.network = network
    var circuit = circuit
    circuit.options.threads = threads
    self.recipe = recipe
    layout = ParameterLayout(network.matrixLayers)
    let start = ContinuousClock.now
    let numbers = layout.numbers(of: network.matrixLayers)
    let held = Trainer.held(
      numbers, of: network, layout: layout, by: circuit.options.mapping)
    first = try NetworkCircuit(
      circuit.evaluation(
        of: held == numbers ? network : network.holding(parameters: held), stages: circuit.stages))
    try first.requireSlopes()
    rangingSeconds = (ContinuousClock.now - start) / .seconds(1)
    (onArrays, counted) = (first.onArrays, first.counted)
    learned = recipe.converters == .learned ? first.learned(from: 0) : []
    guard recipe.converters != .learned || !first.counted.isEmpty else {
      throw InputError(
        source: "the recipe", location: "key arrays.converters",
        found: "\"learned\", but no layer counts its sums",
        accepted: "\"chosen\" | \"kept\", or a mapping with partial_sums")
    }
    if recipe.converters != .chosen { circuit.options.ranges = first.ranges() }
    self.circuit = circuit
    present = Mutex(nil)
  }

  /// How many numbers of converters are learned.
  var learnedCount: Int { learned.compactMap { $0?.all.count }.reduce(0, +) }

  /// How the converters of every layer are set, against those that were chosen first.
  private func changes(_ converters: ArraySlice<Float>) -> [ConverterChange?] {
    learned.map { $0.map { ConverterChange($0, converters) } }
  }

  /// The settings of all converters as a training leaves them; nil where a measurement chooses them anew.
  ///
  /// - Parameter parameters: The weights and biases, and behind them the learned numbers.
  /// - Returns: The settings.
  func ranges(_ parameters: [Float]) -> ConverterRanges? {
    recipe.converters == .chosen ? nil : first.ranges(changes(parameters[layout.count...]))
  }

  /// Programs the arrays of a step.
  ///
  /// - Parameters:
  ///   - numbers: The weights and biases, and behind them raises or what is learned of converters.
  ///   - raises: For each layer what pairs of cells are raised by; nil where weights have no spreads of their own.
  ///   - step: The step.
  ///   - epoch: The pass over the images that it belongs to.
  ///   - isMean: Whether counted sums are their means.
  /// - Returns: The arrays.
  /// - Throws: Whatever keeps arrays from being programmed.
  func programmed(
    _ numbers: [Float], raises: [[[Float]]?]?, step: Int, epoch: Int, isMean: Bool
  ) throws -> StepArrays {
    let parameters = Array(numbers[..<layout.count])
    let ranged = step / recipe.rangingSteps * recipe.rangingSteps
    let circuit = try present.withLock { present in
      if let present, present.step == ranged { return present.circuit }
      precondition(step == ranged, "a training is taken up between two choices of ranges")
      let circuit =
        step == 0
        ? first
        : try NetworkCircuit(
          self.circuit.evaluation(of: held(parameters, raises: raises)), modelsOf: first)
      present = (ranged, circuit)
      return circuit
    }
    let trial: Int? =
      switch recipe.drawing {
      case .step: step
      case .epoch: epoch
      case .never: nil
      }
    let isBackward = recipe.backward == .arrays
    var layers = layout.layers(of: parameters, like: network.matrixLayers)
    if let raises { layers = zip(layers, raises).map { $0.raised(by: $1) } }
    let programmed = try circuit.programmed(
      layers, changes: changes(numbers[layout.count...]),
      instance: trial.map { LayerArrays.Instance(seed: recipe.seed ^ Self.stream, trial: $0) },
      isBackward: isBackward)
    // What chance has made of the weights, of which their spreads follow.
    let nominal =
      try raises.map { _ in try circuit.programmed(layers, instance: nil, isBackward: true) }
    var draws = [Float](repeating: 0, count: nominal == nil ? 0 : parameters.count)
    let backward = programmed.weights(of: parameters, layout: layout)
    var slopes = [Float](repeating: 1, count: isBackward ? parameters.count : 0)
    for (index, layer) in layout.layers.enumerated() {
      guard let own = programmed.slopes(ofLayer: index) else { continue }
      slopes.replaceSubrange(layer.weights, with: own.joined())
      guard let exact = nominal?.weights(ofLayer: index) else { continue }
      draws.replaceSubrange(
        layer.weights, with: zip(backward[layer.weights], exact.joined()).map(-))
    }
    return StepArrays(
      programmed: programmed, backward: backward, slopes: slopes, draws: draws, learned: learned,
      isMean: isMean)
  }

  /// The network with other numbers, as its cells hold them: what sees the inputs that they see.
  private func held(_ parameters: [Float], raises: [[[Float]]?]?) throws -> Network {
    let held = try network.holding(
      parameters: Trainer.held(
        parameters, of: network, layout: layout, by: circuit.options.mapping))
    return raises.map { held.raised(by: $0) } ?? held
  }
}

/// The arrays of one step.
struct StepArrays: Sendable {
  let programmed: ProgrammedCircuit
  /// By what gradients go back, in the order of the parameters.
  let backward: [Float]
  let slopes: [Float]
  /// What chance has added to the weights that the arrays multiply by; empty where nobody wants to know.
  let draws: [Float]
  let learned: [LearnedConverters?]
  let isMean: Bool

  /// What a session multiplies on.
  ///
  /// - Parameter firstImage: The number of its first image among all of the training.
  /// - Returns: The arrays for a batch of images.
  func pass(firstImage: Int) -> CircuitPass {
    CircuitPass(
      engine: programmed.engine(firstImage: firstImage, drawsCounts: !isMean), backward: backward,
      slopes: slopes, quantizers: programmed.quantizers, learned: learned)
  }
}
