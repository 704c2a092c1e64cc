internal import Configuration
internal import Inference
internal import LinearAlgebra
public import Networks
package import Records

/// Trains the layers of a network on images with classes.
///
/// A step's batch goes in parts of a fixed number of images, whose gradients are added in their order: what comes out
/// depends on recipe, network and images, and on no number of threads.
public struct Trainer: Sendable {
  /// What one step found.
  public struct Step: Sendable, Equatable {
    /// The mean loss of the batch's images, before the step.
    public let loss: Double
    /// How many of them had the largest logit at their class.
    public let right: Int

    /// Creates what a step found.
    package init(loss: Double, right: Int) { (self.loss, self.right) = (loss, right) }
  }

  /// The most images of a part, and about how many numbers the values of a part's images may be: a session holds several
  /// of each.
  private static let (mostImages, mostNumbers) = (16, 1 << 25)

  /// The recipe.
  public let recipe: Recipe
  /// The steps of the whole training.
  public let steps: Int
  let network: Network
  /// The network whose outputs are a part of the loss.
  private let teacher: Network
  /// The images of a part.
  private let part: Int
  private let images: TrainingImages
  let layout: ParameterLayout
  private let loss: TrainingLoss
  private let threads: Int
  private let sessions: WorkspacePool<GradientSession>
  private let arrays: TrainingArrays?
  /// The cells that are switched; nil if weights are moved.
  let cells: SwitchingCells?
  /// The spreads of the weights; nil if these are means alone.
  let spreads: WeightSpreads?
  /// How the network is represented; nil without arrays.
  let mapping: Mapping?

  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - network: The network, whose outputs are logits of classes.
  ///   - dataSet: The images, [arranged](<doc:DataSet/arranged(for:preprocessing:)>) for it, with labels.
  ///   - preprocessing: What is done to them before the network sees them.
  ///   - recipe: How it is trained.
  ///   - teacher: The network whose outputs are a part of the loss if the recipe has a teacher, for the same images and
  ///     classes; nil for the network itself, as it is before.
  ///   - threads: How many threads share the work.
  ///   - circuit: The arrays that the network is trained on; nil for none.
  /// - Throws: `InputError` that names what a step has no gradient of, labels that are none of the network's classes,
  ///   or too few images for a batch; `UnavailableError` if oneDNN refuses a step.
  public init(
    _ network: Network, dataSet: DataSet, preprocessing: Preprocessing, recipe: Recipe,
    teacher: Network? = nil, threads: Int, circuit: TrainingCircuit? = nil
  ) throws {
    guard network.positionCount == 1, !network.givesProbabilities else {
      throw InputError(
        source: network.source,
        found: network.givesProbabilities
          ? "a network that gives probabilities"
          : "a network with a class at each of \(network.positionCount) positions",
        accepted: "the logits of one class an image")
    }
    guard dataSet.count >= recipe.batch else {
      throw InputError(
        source: dataSet.source, found: "\(dataSet.count) images",
        accepted: "at least a batch, \(recipe.batch)")
    }
    guard dataSet.labels.count == dataSet.count,
      dataSet.labels.allSatisfy({ (0..<network.classCount).contains($0) })
    else {
      throw InputError(
        source: dataSet.source, found: "labels that are no classes of the network",
        accepted: "a class from 0 to \(network.classCount - 1) for every image")
    }
    guard network.matrixLayers.contains(where: { $0.weights.contains { !$0.isEmpty } }) else {
      throw InputError(
        source: network.source, found: "no layer with weights",
        accepted: "a network that has something to train")
    }
    let pixels = try dataSet.pixels(after: preprocessing)
    if recipe.flips || recipe.shift > 0 {
      guard let pixels else {
        throw InputError(
          source: dataSet.source,
          found: "samples without rows and columns, but a recipe that moves pixels",
          accepted: "images.flips = false and no images.shift")
      }
      guard recipe.shift < min(pixels.rows, pixels.columns) else {
        throw InputError(
          source: network.source, found: "images.shift \(recipe.shift)",
          accepted: "less than the extents of its images, \(pixels.rows) × \(pixels.columns)")
      }
    }
    if let teacher {
      guard teacher.inputShape == network.inputShape, teacher.positionCount == 1,
        teacher.classCount == network.classCount, !teacher.givesProbabilities
      else {
        throw InputError(
          source: teacher.source,
          found:
            "a teacher of \(teacher.classCount) outputs for inputs of \(teacher.inputShape)",
          accepted:
            "the logits of \(network.classCount) classes for inputs of \(network.inputShape)")
      }
    }
    self.teacher = teacher ?? network
    self.network = network
    part = max(1, min(Self.mostImages, Self.mostNumbers / network.valueCount))
    self.recipe = recipe
    self.threads = threads
    images = TrainingImages(
      dataSet: dataSet, preprocessing: preprocessing, recipe: recipe, pixels: pixels,
      stream: try circuit?.options.mapping.images.map {
        try PixelStream(
          $0, source: circuit?.options.mapping.source ?? "", dataSet: dataSet,
          preprocessing: preprocessing, seed: recipe.seed, use: .training)
      })
    steps = recipe.steps(images: dataSet.count)
    layout = ParameterLayout(network.matrixLayers)
    loss = TrainingLoss(recipe, classes: network.classCount)
    sessions = WorkspacePool()
    mapping = circuit?.options.mapping
    let numbers = layout
    spreads = try recipe.bayes.map {
      try WeightSpreads(
        network, layout: numbers, circuit: circuit, rule: $0, images: dataSet.count)
    }
    if case .switching(let rule) = recipe.rule {
      cells = try SwitchingCells(network, circuit: circuit, rule: rule, recipe: recipe)
    } else {
      cells = nil
    }
    arrays = try circuit.map {
      try TrainingArrays(network, circuit: $0, recipe: recipe, threads: threads)
    }
    // Refuses what has no gradient before the first step does.
    try withSession { _ in }
  }

  /// Where the training begins.
  public var start: TrainingState {
    let numbers = layout.numbers(of: network.matrixLayers)
    let raises = [Float](
      repeating: 0,
      count: spreads == nil ? 0 : layout.layers.reduce(0) { $0 + $1.weights.count })
    return TrainingState(
      (cells == nil ? numbers : held(numbers)) + raises
        + [Float](repeating: 0, count: arrays?.learnedCount ?? 0), recipe: recipe)
  }

  /// The numbers of the network as its cells hold them.
  ///
  /// - Parameter parameters: All that is trained.
  /// - Returns: Weights and biases.
  func held(_ parameters: [Float]) -> [Float] {
    Self.held(
      Array(parameters[..<layout.count]), of: network, layout: layout, by: mapping)
  }

  /// The settings of all converters on arrays as a training leaves them; nil where a measurement chooses them anew.
  ///
  /// - Parameter state: Where it stands.
  /// - Returns: The settings.
  package func ranges(_ state: TrainingState) -> ConverterRanges? { arrays?.ranges(state.result) }

  /// Takes the next step.
  ///
  /// - Parameter state: Where the training stands, and then stands.
  /// - Returns: What the step found.
  /// - Throws: `InputError` if a number has no result; `UnavailableError` if oneDNN fails.
  public func advance(_ state: inout TrainingState) throws -> Step {
    let (step, whole) = (state.step, state.parameters)
    let parameters = Array(whole[..<layout.count])
    let batch = images.images(ofStep: step)
    let parts = (batch.count + part - 1) / part
    let stepArrays = try arrays?.programmed(
      whole, raises: spreads?.raises(whole), step: step,
      epoch: step / recipe.stepsPerEpoch(images: images.dataSet.count),
      isMean: Double(step) < recipe.means * Double(steps))
    let found = try concurrentMap(parts, threads: threads) { index in
      try gradients(
        of: Array(batch[index * part..<min((index + 1) * part, batch.count)]), step: step,
        parameters,
        circuit: stepArrays?.pass(firstImage: step * recipe.batch + index * part),
        share: 1 / Double(batch.count))
    }
    var sum = found[0].gradient
    for other in found.dropFirst() {
      for place in sum.indices { sum[place] += other.gradient[place] }
    }
    var loss = found.reduce(0) { $0 + $1.loss }
    if let spreads, let stepArrays {
      let more = spreads.addGradients(
        to: &sum, parameters: whole,
        network: layout.layers(of: parameters, like: network.matrixLayers), arrays: stepArrays)
      sum += more.raises
      loss += more.divergence
    }
    guard loss.isFinite, sum.allSatisfy(\.isFinite) else {
      throw InputError(
        source: network.source, location: "training step \(step + 1)",
        found: "a loss of \(loss), or a gradient that is not finite",
        accepted: "numbers within single precision: a smaller optimizer.rate, or gradient_limit")
    }
    if let cells {
      state.switchCells(sum, layout: layout, cells: cells, recipe: recipe, of: steps)
    } else {
      state.advance(sum, layout: layout, recipe: recipe, of: steps)
    }
    try requireConverters(state)
    return Step(loss: loss, right: found.reduce(0) { $0 + $1.right })
  }

  /// How far what is learned of converters may be from what was chosen: a factor of e^20 is none of a circuit.
  private static let farthestConverter: Float = 20

  /// Refuses converters that a training has driven away.
  private func requireConverters(_ state: TrainingState) throws {
    guard let arrays, arrays.learnedCount > 0 else { return }
    let learned = state.parameters[layout.count...]
    guard
      let far = learned.first(where: { !($0.magnitude <= Self.farthestConverter) })
    else { return }
    throw InputError(
      source: network.source, location: "training step \(state.step)",
      found: "ranges of converters that diverge, by a factor of e^\(far)",
      accepted: "a smaller optimizer.rate, or gradient_limit")
  }

  /// Takes steps on the side, to know what one costs.
  ///
  /// - Returns: The seconds of a step, and those of a choice of ranges; 0 without arrays.
  /// - Throws: What ``advance(_:)`` throws.
  func costs() throws -> (step: Double, ranging: Double) {
    var state = start
    // The first one has more to set up.
    _ = try advance(&state)
    state = start
    let time = try ContinuousClock().measure { _ = try advance(&state) }
    return (time / .seconds(1), arrays?.rangingSeconds ?? 0)
  }

  /// The loss and the gradient of some images of a batch, at most a part.
  private func gradients(
    of batch: [Int], step: Int, _ parameters: [Float], circuit: CircuitPass?, share: Double
  ) throws -> (gradient: [Float], loss: Double, right: Int) {
    let size = network.inputShape.reduce(1, *)
    var numbers: [Float] = []
    numbers.reserveCapacity(part * size)
    for image in batch { numbers += try images.image(image, step: step) }
    // What is missing of a part weighs nothing.
    numbers += [Float](repeating: 0, count: (part - batch.count) * size)
    let teacher = try teacherOutputs(numbers, count: batch.count)
    let (labels, classes, loss) = (images.dataSet.labels, network.classCount, loss)
    let inputs = numbers
    return try withSession { session in
      var (total, right) = (0.0, 0)
      let gradient = try session.gradients(
        inputs, parameters: parameters, circuit: circuit
      ) { logits, gradient in
        gradient.update(repeating: 0)
        for (place, image) in batch.enumerated() {
          let own = place * classes..<(place + 1) * classes
          let outputs = UnsafeBufferPointer(rebasing: logits[own])
          total += loss(
            outputs, label: labels[image], teacher: teacher?[own], weight: share,
            gradient: UnsafeMutableBufferPointer(rebasing: gradient[own]))
          // Of equal logits the first counts, as in an evaluation.
          if outputs.firstIndex(of: outputs.max() ?? 0) == labels[image] { right += 1 }
        }
      }
      return (gradient, total, right)
    }
  }

  private func withSession<Result: Sendable>(
    _ body: @Sendable (GradientSession) throws -> Result
  ) throws -> Result {
    try sessions.withWorkspace(
      make: {
        try GradientSession(
          network, images: part, onArrays: arrays?.onArrays ?? [], parted: arrays?.counted ?? [])
      }, body)
  }

  /// What the teacher gives; nil if the recipe has none.
  private func teacherOutputs(_ numbers: [Float], count: Int) throws -> ArraySlice<Float>? {
    guard recipe.teacherShare > 0 else { return nil }
    let size = network.inputShape.reduce(1, *)
    let batch = Tensor(
      shape: [count] + network.inputShape, elements: Array(numbers.prefix(count * size)))
    return try teacher.forward(batch).elements[...]
  }
}
