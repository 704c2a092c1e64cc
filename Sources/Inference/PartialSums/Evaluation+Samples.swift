internal import Configuration
internal import Crossbars
internal import Foundation
internal import LinearAlgebra
package import Networks
package import Records
internal import Synchronization

/// How the samples of a network's conversions were shared out among its layers.
package struct SampleShares: Sendable {
  /// What draws cost: the mean over images and draws of KL(p ‖ q), with p the classes by means and q by draws.
  package struct Divergence: Sendable, Equatable {
    /// By the gradients of the outputs.
    package let predicted: Double
    /// By draws, with its standard error.
    package let measured: Double
    package let error: Double
  }

  /// The mapping with numbers of samples in place of the budget.
  package let mapping: Mapping
  /// The ranges with which it was judged: those that belong to ``uniform`` samples, or that were given.
  package let ranges: ConverterRanges
  /// The samples of the layers that have a share; one number, or one for each stream.
  package let samples: [(layer: String, samples: [Int])]
  /// The samples of a conversion in the mean, by the measure of the budget.
  package let mean: Double
  /// The number of samples that all layers may have alike within the budget.
  package let uniform: Int
  /// What the shares cost, and what the uniform number does.
  package let shared, alike: Divergence
  /// The images that decided.
  package let images: Int

  /// A few lines for people.
  package var lines: [String] {
    let counts = samples.map { layer, samples in
      "\(layer) \(samples.map(String.init).joined(separator: "/"))"
    }
    func text(_ divergence: Divergence) -> String {
      String(
        format: "%.4g predicted, %.4g ± %.2g measured", divergence.predicted, divergence.measured,
        divergence.error)
    }
    return [
      "samples: " + counts.joined(separator: ", ")
        + String(format: "; %.3g a conversion in the mean", mean),
      "KL by draws on \(images) sample images: \(text(shared)); with \(uniform) each \(text(alike))",
    ]
  }
}

extension Evaluation {
  /// Shares samples out among the layers, as `partial_sums.samples = "allocated"` asks for.
  ///
  /// Draws of variance V at the outputs of layers cost ½ Σ V F of the Kullback–Leibler divergence to second order, with F
  /// = Σ_c p_c (∂ log p_c / ∂y)² the diagonal of Fisher's information at these outputs, from passes of means; so do squares
  /// of what the means of few samples at stepped thresholds are off by. The sum over
  /// all layers is the least of all shares within the budget.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - source: The network's file.
  ///   - sample: The images that choose ranges; no more than 256 of them decide.
  ///   - options: What to compute with.
  /// - Returns: The shares; nil where the mapping states its samples.
  /// - Throws: `InputError` if a layer is read more than once, or the network has no gradient; whatever keeps arrays from
  ///   being programmed or read.
  package static func sampleShares(
    of network: Network, source: EvaluationResult.Source, sample: LabeledImages,
    options: EvaluationOptions
  ) throws -> SampleShares? {
    guard let allocation = options.mapping.partialSums?.allocation else { return nil }
    guard network.positionCount == 1, !network.givesProbabilities else {
      throw InputError(
        source: network.source, found: "no logits of one class an image",
        accepted: "numbers of samples that are stated")
    }
    return try SampleSharing(network, source, sample, options, allocation).shares()
  }
}

/// The work of sharing samples out.
private struct SampleSharing {
  private let evaluation: Evaluation
  private let allocation: Mapping.PartialSums.Allocation
  /// The numbers of samples that there are, ascending, and the largest within the budget.
  private let choices: [Int]
  private let uniform: Int
  private let samples: [LayerSample]
  /// The circuit with ``uniform`` samples, whose ranges all have.
  private let base: NetworkCircuit
  /// The circuit with the most samples, at whose means all is judged: behind stepped thresholds fewer samples have coarser
  /// means, which is lost as well.
  private var finest: NetworkCircuit { circuits[circuits.count - 1] }
  private let images: Int
  /// The layers with shares, and for each choice the whole circuit.
  private let layers: [Int]
  private let circuits: [NetworkCircuit]

  /// How many images go through a session at once: they are one piece of a forward pass.
  private let together: Int

  /// The most images that decide, the most at once, and up to how many classes each has a pass.
  private static let (mostImages, mostTogether, mostClasses, drawnClasses) = (256, 8, 16, 8)

  init(
    _ network: Network, _ source: EvaluationResult.Source, _ sample: LabeledImages,
    _ options: EvaluationOptions, _ allocation: Mapping.PartialSums.Allocation
  ) throws {
    let sums = options.mapping.partialSums
    // One sample has no steps.
    let isStepped =
      sums?.isStepped == true
      || options.mapping.layerRules.contains { $0.change.thresholds == .stepped }
    let choices = allocation.choices.filter { $0 > 1 || !isStepped }
    guard let uniform = choices.last(where: { Double($0) <= allocation.budget }) else {
      throw InputError(
        source: options.mapping.source, location: "key partial_sums.allocation.budget",
        found: "\(allocation.budget)", accepted: "at least \(choices.first ?? 1), the least choice")
    }
    func mapping(_ count: Int) -> Mapping {
      var mapping = options.mapping
      mapping.partialSums?.allocation = nil
      mapping.partialSums?.samples = count
      return mapping
    }
    func plain(_ count: Int, _ ranges: ConverterRanges? = nil) throws -> Evaluation {
      var options = options
      (options.ranges, options.mapping) = (options.ranges ?? ranges, mapping(count))
      return try Evaluation(
        network: network, source: source, images: sample, sample: sample, options: options)
    }
    let first = try plain(uniform)
    let matrices = network.matrixLayers.map(LayerMatrix.init)
    let samples = try first.sampled(matrices, digital: matrices.map(DigitalMatrix.init))
    let base = try NetworkCircuit(first, samples: samples)
    // With ranges of their own fewer samples would be less noisy and further from the sums: one sample of a wide range is
    // nearly a sign, which varies least of all.
    let ranges = base.ranges()
    circuits = try choices.map {
      try $0 == uniform ? base : NetworkCircuit(plain($0, ranges), samples: samples, like: base)
    }
    // Layers whose samples are stated have no share.
    let names = network.matrixLayers.map(\.name)
    let (one, other) = (mapping(2), mapping(3))
    layers = base.counted.sorted().filter {
      let sums = other.mapping(ofLayer: names[$0]).partialSums
      return sums != one.mapping(ofLayer: names[$0]).partialSums
        && sums?.converter != .senseAmplifier
    }
    try base.requireSlopes()
    guard !layers.isEmpty else {
      throw InputError(
        source: options.mapping.source, location: "key partial_sums.samples",
        found:
          "samples to be shared out, but no layer has stochastic converters whose samples are not stated",
        accepted: "numbers")
    }
    (evaluation, self.allocation, self.choices) = try (
      plain(uniform, ranges), allocation, choices
    )
    (self.uniform, self.samples, self.base) = (uniform, samples, base)
    images = min(first.sample.count, Self.mostImages)
    together = min(Self.mostTogether, network.enginePiece)
  }

  func shares() throws -> SampleShares {
    let losses = try losses()
    let isOfStreams = allocation.granularity == .stream
    var parts: [(layer: Int, part: SampleAllocation.Part)] = []
    for (layer, losses) in zip(layers, losses) {
      let positions = evaluation.network.matrixLayers[layer].positions
      guard let found = base.conversions(ofLayer: layer, positions: positions) else { continue }
      let cost = allocation.measure == .latency ? found.rows : found.count
      if isOfStreams {
        parts += losses.map { (layer, SampleAllocation.Part(cost: cost, losses: $0)) }
      } else {
        let sums = choices.indices.map { choice in losses.reduce(0) { $0 + $1[choice] } }
        parts.append((layer, SampleAllocation.Part(cost: cost * found.streams, losses: sums)))
      }
    }
    let all = parts.reduce(0) { $0 + $1.part.cost }
    let budget = Int((allocation.budget * Double(all)).rounded(.down))
    guard
      let chosen = SampleAllocation.best(parts.map(\.part), choices: choices, budget: budget),
      let alike = choices.firstIndex(of: uniform)
    else { preconditionFailure("a budget below the uniform number of samples") }

    var mapping = evaluation.options.mapping
    let names = evaluation.network.matrixLayers.map(\.name)
    let shares = layers.map { layer in
      (
        layer: names[layer],
        samples: zip(parts, chosen).filter { $0.0.layer == layer }.map { choices[$0.1] }
      )
    }
    // Before what the mapping says of layers, which therefore holds.
    mapping.layerRules =
      shares.map { layer, samples in
        var change = MappingChange()
        if isOfStreams { change.streamSamples = samples } else { change.samples = samples[0] }
        return LayerRule(match: layer, change: change)
      } + mapping.layerRules
    func loss(_ choice: (Int) -> Int) -> Double {
      parts.indices.reduce(0) { $0 + parts[$1].part.losses[choice($1)] }
    }
    let spent = parts.indices.reduce(0) { $0 + parts[$1].part.cost * choices[chosen[$1]] }
    let (shared, uniformly) = try (
      measured(NetworkCircuit(evaluation.with(mapping), samples: samples, like: base)),
      measured(base)
    )
    return SampleShares(
      mapping: mapping, ranges: base.ranges(), samples: shares, mean: Double(spent) / Double(all),
      uniform: uniform,
      shared: SampleShares.Divergence(
        predicted: loss { chosen[$0] }, measured: shared.mean, error: shared.error),
      alike: SampleShares.Divergence(
        predicted: loss { _ in alike }, measured: uniformly.mean, error: uniformly.error),
      images: images)
  }

  // MARK: - Prediction

  /// For each layer, stream and choice what its draws cost an image, in the mean.
  private func losses() throws -> [[[Double]]] {
    let network = evaluation.network
    let layout = ParameterLayout(network.matrixLayers)
    let parameters = layout.numbers(of: network.matrixLayers)
    let programmed = try circuits.map {
      try $0.programmed(network.matrixLayers, instance: nil, isBackward: false)
    }
    let means = try finest.programmed(network.matrixLayers, instance: nil, isBackward: true)
    let (sample, base, together) = (evaluation.sample, base, together)
    let factors = means.weights(of: parameters, layout: layout)
    let pool = WorkspacePool<GradientSession>()
    let count = (images + together - 1) / together
    let found = try concurrentMap(count, threads: evaluation.options.threads) { index in
      let range = index * together..<min((index + 1) * together, images)
      let batch = try sample.batch(range)
      let gathered = Gathered(layers: layers)
      try pool.withWorkspace(
        make: {
          try GradientSession(
            network, images: together, onArrays: base.onArrays, parted: base.counted)
        }
      ) { session in
        try gather(
          gathered, session, batch, range, parameters: parameters,
          pass: CircuitPass(
            engine: means.engine(firstImage: 0, drawsCounts: false), backward: factors,
            quantizers: means.quantizers, watch: gathered.add))
      }
      let engine = VarianceEngine(
        means: means.engine(firstImage: 0, drawsCounts: false), choices: programmed,
        layers: layers, information: gathered.information)
      _ = try network.forward(batch, engine: engine)
      return engine.losses
    }
    return layers.indices.map { layer in
      found[0][layer].indices.map { stream in
        choices.indices.map { choice in
          found.reduce(0) { $0 + $1[layer][stream][choice] } / Double(images)
        }
      }
    }
  }

  /// Gathers Fisher's information at the outputs of layers, class after class.
  private func gather(
    _ gathered: Gathered, _ session: GradientSession, _ batch: Tensor, _ range: Range<Int>,
    parameters: [Float], pass: CircuitPass
  ) throws {
    let network = evaluation.network
    let classes = network.classCount
    var inputs = batch.elements
    let size = network.inputShape.reduce(1, *)
    inputs += [Float](repeating: 0, count: (session.images - range.count) * size)
    let isDrawn = classes > Self.mostClasses
    for turn in 0..<(isDrawn ? Self.drawnClasses : classes) {
      _ = try session.gradients(inputs, parameters: parameters, circuit: pass) { logits, gradient in
        gradient.update(repeating: 0)
        for image in 0..<range.count {
          let places = image * classes..<(image + 1) * classes
          let probabilities = Probabilities(logits[places])
          var (chosen, weight) = (turn, probabilities[turn % classes].squareRoot())
          if isDrawn {
            let key = SeededGenerator.key(
              seed: evaluation.options.seed,
              parts: [0x4b4c, UInt64(range.lowerBound + image), UInt64(turn)])
            chosen = probabilities.index(at: Double(key >> 11) * 0x1p-53)
            weight = (1 / Double(Self.drawnClasses)).squareRoot()
          }
          for (index, place) in places.enumerated() {
            gradient[place] = Float(
              weight * ((index == chosen ? 1 : 0) - probabilities[index]))
          }
        }
      }
      try gathered.finishTurn(network)
    }
  }

  // MARK: - Measurement

  /// The divergence of draws from means, by image, on the sample images.
  private func measured(_ circuit: NetworkCircuit) throws -> (mean: Double, error: Double) {
    let network = evaluation.network
    let instance = LayerArrays.Instance(seed: evaluation.options.seed, trial: 0)
    let programmed = try circuit.programmed(
      network.matrixLayers, instance: instance, isBackward: false)
    let exact = try finest.programmed(network.matrixLayers, instance: instance, isBackward: false)
    // Layers whose samples are stated cost what they cost.
    let others = base.counted.subtracting(layers)
    let (sample, classes, repeats) = (evaluation.sample, network.classCount, 4)
    let count = (images + together - 1) / together
    let found = try concurrentMap(count, threads: evaluation.options.threads) {
      index -> [Double] in
      let range = index * together..<min((index + 1) * together, images)
      let batch = try sample.batch(range)
      func logits(_ engine: any MatrixEngine & Sendable) throws -> [Float] {
        try network.forward(batch, engine: engine).elements
      }
      let means = try logits(exact.engine(firstImage: range.lowerBound, drawsCounts: false))
      var sums = [Double](repeating: 0, count: range.count)
      for turn in 0..<repeats {
        let drawn = try logits(
          programmed.engine(firstImage: range.lowerBound + turn * images, undrawn: others))
        for image in sums.indices {
          let places = image * classes..<(image + 1) * classes
          let (p, q) = means.withUnsafeBufferPointer { means in
            drawn.withUnsafeBufferPointer {
              (Probabilities(means[places]), Probabilities($0[places]))
            }
          }
          sums[image] += p.divergence(from: q) / Double(repeats)
        }
      }
      return sums
    }.flatMap(\.self)
    let mean = found.reduce(0, +) / Double(found.count)
    let square = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let freedom = Double(max(found.count - 1, 1) * found.count)
    return (mean, (square / freedom).squareRoot())
  }
}

extension Evaluation {
  /// The same evaluation with another mapping.
  fileprivate func with(_ mapping: Mapping) throws -> Evaluation {
    var options = options
    options.mapping = mapping
    return try Evaluation(
      network: network, source: networkSource, images: images, sample: sample, options: options)
  }
}

/// The probabilities of classes by their logits.
private struct Probabilities {
  /// log p.
  private let logarithms: [Double]

  init(_ logits: Slice<UnsafeBufferPointer<Float>>) {
    let largest = Double(logits.max() ?? 0)
    let sum = log(logits.reduce(0) { $0 + exp(Double($1) - largest) })
    logarithms = logits.map { Double($0) - largest - sum }
  }

  subscript(index: Int) -> Double { exp(logarithms[index]) }

  /// The class at a place between 0 and 1 of the cumulative distribution.
  func index(at place: Double) -> Int {
    var sum = 0.0
    for (index, logarithm) in logarithms.enumerated() {
      sum += exp(logarithm)
      if place < sum { return index }
    }
    return logarithms.count - 1
  }

  /// KL(p ‖ q).
  func divergence(from other: Probabilities) -> Double {
    zip(logarithms, other.logarithms).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
  }
}

/// Squares of gradients by the outputs of layers, summed over classes.
private final class Gathered: Sendable {
  private struct State {
    var information: [Int: [Float]] = [:]
    var visits: [Int: Int] = [:]
  }

  private let layers: Set<Int>
  private let state = Mutex(State())

  init(layers: [Int]) { self.layers = Set(layers) }

  var information: [Int: [Float]] { state.withLock { $0.information } }

  @Sendable func add(_ layer: Int, _ gradient: UnsafeBufferPointer<Float>) {
    guard layers.contains(layer) else { return }
    state.withLock { state in
      state.visits[layer, default: 0] += 1
      var sums = state.information[layer] ?? [Float](repeating: 0, count: gradient.count)
      state.information[layer] = nil
      for (place, value) in gradient.enumerated() { sums[place] += value * value }
      state.information[layer] = sums
    }
  }

  /// Refuses layers that were asked for more than once.
  func finishTurn(_ network: Network) throws {
    let visits = state.withLock { state in
      defer { state.visits = [:] }
      return state.visits
    }
    guard let layer = visits.first(where: { $0.value > 1 })?.key else { return }
    throw InputError(
      source: network.source,
      found: "layer \(network.matrixLayers[layer].name), which is read more than once an image",
      accepted: "numbers of samples that are stated")
  }
}

/// Reads means, and adds up what the draws of each choice cost.
private final class VarianceEngine: MatrixEngine, Sendable {
  private let means: any MatrixEngine & Sendable
  private let choices: [ProgrammedCircuit]
  private let layers: [Int]
  private let information: [Int: [Float]]
  private let sums: Mutex<[Int: [[Double]]]>

  init(
    means: any MatrixEngine & Sendable, choices: [ProgrammedCircuit], layers: [Int],
    information: [Int: [Float]]
  ) {
    (self.means, self.choices, self.layers) = (means, choices, layers)
    self.information = information
    sums = Mutex([:])
  }

  /// For each layer, stream and choice the cost of all images.
  var losses: [[[Double]]] { sums.withLock { sums in layers.map { sums[$0] ?? [] } } }

  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    guard let information = information[layer.index] else {
      return try means.product(layer: layer, group: group, inputs: inputs)
    }
    let found = try means.product(layer: layer, group: group, inputs: inputs)
    for (choice, circuit) in choices.enumerated() {
      guard
        let streams = try circuit.variances(ofLayer: layer.index, group: group, inputs: inputs)
      else { continue }
      var costs = streams.map {
        cost($0, information, layer: layer, group: group, inputs: inputs)
      }
      if let coarse = try circuit.steppedMeans(layer, group: group, inputs: inputs) {
        let all = costs.reduce(0, +)
        let coarseness = cost(
          zip(coarse, found.elements).map { ($0 - $1) * ($0 - $1) }, information, layer: layer,
          group: group, inputs: inputs)
        // Streams are coarse as they are noisy.
        costs = costs.map {
          $0 + coarseness * (all > 0 ? $0 / all : 1 / Double(streams.count))
        }
      }
      sums.withLock { sums in
        var own =
          sums[layer.index]
          ?? [[Double]](
            repeating: [Double](repeating: 0, count: choices.count), count: costs.count)
        for (stream, cost) in costs.enumerated() { own[stream][choice] += cost }
        sums[layer.index] = own
      }
    }
    return found
  }

  /// ½ Σ V F of a group.
  private func cost(
    _ variances: [Float], _ information: [Float], layer: MatrixLayer, group: Int,
    inputs: LayerInputs
  ) -> Double {
    let outputs = layer.outputs
    var sum = 0.0
    for (row, vector) in inputs.rows.enumerated() {
      let (image, position) = vector.quotientAndRemainder(dividingBy: inputs.positions)
      for output in 0..<outputs {
        let place = layer.place(
          ofOutput: group * outputs + output, image: image, position: position,
          positions: inputs.positions)
        sum += Double(variances[row * outputs + output]) * Double(information[place])
      }
    }
    return sum / 2
  }
}
