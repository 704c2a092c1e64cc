internal import Configuration
internal import CrossbarModels
internal import Crossbars
internal import Execution
internal import LinearAlgebra
public import Networks
public import Records
internal import Synchronization

/// The measurement of a network's accuracy, digitally and on crossbars.
public struct Evaluation: Sendable {
  /// How many images choose the ranges of the converters.
  public static let rangingImages = 128
  /// On how many images the errors of layers are measured.
  public static let errorImages = 256
  /// How many instances there are at least where a width of the interval ends an evaluation.
  public static let leastInstances = InstanceStopping.least + InstanceStopping.further
  /// The number of the first sample image whose reads fit a correction: no evaluated image has it, so that
  /// none has the same read noise.
  static let firstSampleRead = 1 << 32

  /// What an evaluation found.
  public struct Outcome: Sendable {
    /// The accuracy and everything it depends on.
    public let result: EvaluationResult
    /// The network's outputs, *images × classes*, with the positions between where each has a class of
    /// its own; with several instances one block for each, and none where they are not kept.
    public let logits: Tensor
    /// The classes of the images, as labeled and as found.
    public let predictions: ImagePredictions
    /// The ranges of the converters; nil for the digital solver.
    public let ranges: ConverterRanges?
    /// The outputs of the layer that was asked for on the arrays of the first instance, without bias;
    /// *images × positions × outputs*.
    public var activations: Tensor?
  }

  /// How many input vectors of a layer choose ranges where every read is an exact solution.
  private static let exactRangingVectors = 128

  let network: Network
  let networkSource: EvaluationResult.Source
  let images: LabeledImages
  let sample: LabeledImages
  let options: EvaluationOptions
  /// The mapping with the column converters of the technology decided; layers of other technologies decide
  /// theirs from the mapping of the options.
  let mapping: Mapping

  /// Prepares an evaluation and checks that its parts fit.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - source: The network's file.
  ///   - images: The images.
  ///   - sample: The images from which converter ranges are chosen; the first
  ///     ``rangingImages`` are used.
  ///   - options: What to compute with.
  /// - Throws: `InputError` if network, images, mapping and technology do not fit; `UsageError` if
  ///   a solver that needs a technology has none.
  public init(
    network: Network, source: EvaluationResult.Source, images: LabeledImages,
    sample: LabeledImages, options: EvaluationOptions
  ) throws {
    precondition(
      options.trials > 0 && options.threads > 0,
      "\(options.trials) instances on \(options.threads) threads")
    self.network = network
    networkSource = source
    self.images = try images.arranged(for: network)
    guard images.dataSet.labels(of: 0..<images.count).contains(where: { $0 >= 0 }) else {
      throw InputError(
        source: images.name, found: "no label that counts in the first \(images.count) images",
        accepted: "at least one")
    }
    self.options = options
    mapping = try Self.resolved(options)
    self.sample = try LabeledImages(
      sample.dataSet, name: sample.name, preprocessing: sample.preprocessing,
      limit: Self.rangingImages
    ).arranged(for: network)
    guard Solver.ofNetworks.contains(options.solver) else {
      let names = Solver.ofNetworks.map(\.rawValue).joined(separator: ", ")
      throw UsageError(
        "solver \(options.solver.rawValue) solves single arrays; a network has \(names)")
    }
    guard options.audit == nil || options.solver == .fcm else {
      throw UsageError(
        "an audit compares solver fcm with the nodal solver; solver \(options.solver.rawValue) has "
          + "no model to compare")
    }
    guard options.ranges == nil || options.solver != .digital else {
      throw UsageError("ranges are for converters of arrays; solver digital has none")
    }
    try checkStates()
    if let name = options.activationsLayer {
      let names = network.matrixLayers.map(\.name)
      guard names.contains(name) else {
        throw InputError(
          source: network.source, found: "no layer \(name)",
          accepted: names.joined(separator: ", "))
      }
      guard options.solver != .digital else {
        throw UsageError("activations are those of arrays; solver digital has none")
      }
    }
    guard options.solver != .digital else { return }
    guard let technology = options.technology else {
      throw UsageError(
        "solver \(options.solver.rawValue) needs a technology; write --technology T.toml")
    }
    try Self.requireFastModel(of: technology, options)
    try options.mapping.check(against: network)
    for layer in network.matrixLayers where !options.mapping.isDigital(layer: layer.name) {
      guard let technology = options.technology(ofLayer: layer.name) else { continue }
      let mapping = try options.mapping.mapping(ofLayer: layer.name).resolved(for: technology)
      try mapping.check(against: technology)
    }
    for technology in options.layerTechnologies.values {
      try Self.requireFastModel(of: technology, options)
    }
    try checkRanges()
  }

  private static func requireFastModel(
    of technology: Technology, _ options: EvaluationOptions
  ) throws {
    let mismatch = technology.variation.mismatch
    guard
      options.solver != .fcm
        || mismatch.rowWidth == 0 && mismatch.columnWidth == 0
          && mismatch.threshold == 0
    else {
      throw UsageError(
        "solver fcm has equal wires and transistors, not the [mismatch] of technology "
          + "\(technology.name); write --solver nodal, or leave the table out")
    }
  }

  /// The name of the file of ranges, for messages.
  private var rangesName: String { options.rangesSource?.file ?? "the ranges" }

  /// What chooses the ranges that are not given, for people.
  private func rangeChooser(_ chosen: ChosenModel?) -> String {
    options.solver.rawValue + (chosen.map { ", \($0.settings.name)" } ?? "")
  }

  /// Refuses ranges of another network.
  private func checkRanges() throws {
    guard let ranges = options.ranges else { return }
    if let wanted = ranges.network?.sha256, let found = networkSource.sha256, wanted != found {
      throw InputError(
        source: rangesName, location: "key network.sha256",
        found: "the ranges of \(ranges.network?.file ?? "another network"), \(wanted)",
        accepted: "those of \(networkSource.file), \(found)")
    }
    let names = network.matrixLayers.map(\.name)
    for layer in ranges.layers where !names.contains(layer.name) {
      throw InputError(
        source: rangesName, location: "key layers",
        found: "\"\(layer.name)\", but \(network.source) has no such layer",
        accepted: names.joined(separator: ", "))
    }
  }

  /// The number of images that ``run(progress:)`` reports at its end.
  public var work: Int {
    images.count * (1 + (options.solver == .digital ? 0 : distinctTrials))
  }

  /// Instances differ by their variation alone: without any one stands for all.
  private var distinctTrials: Int {
    if options.states != nil { return options.trials }
    let isVaried = network.matrixLayers.contains { layer in
      guard !options.mapping.isDigital(layer: layer.name),
        let technology = options.technology(ofLayer: layer.name),
        let mapping = try? options.mapping.mapping(ofLayer: layer.name).resolved(for: technology)
      else { return false }
      return mapping.isVaried(on: technology)
    }
    return isVaried ? options.trials : 1
  }

  /// The mapping with the column converters decided.
  private static func resolved(_ options: EvaluationOptions) throws -> Mapping {
    guard options.solver != .digital, let technology = options.technology else {
      return options.mapping
    }
    let mapping = try options.mapping.resolved(for: technology)
    let stages = options.fast.calibrated?.stages
    if mapping.outputs.source == .technology, mapping.outputs.range != .technology,
      options.solver == .fcm, stages?.sense != nil || stages?.adc != nil
    {
      throw InputError(
        source: mapping.source, location: "key adc.range",
        found:
          "another feedback resistance than that for which \(options.fast.source ?? "the model") "
          + "was fitted", accepted: "range = \"technology\", or source = \"ideal\"")
    }
    return mapping
  }

  /// Measures.
  ///
  /// - Parameter progress: Gets the number of images done; called from any thread.
  /// - Returns: The result and the network's outputs: on crossbars, unless the solver is digital.
  /// - Throws: `InputError` if an output is not finite; whatever keeps network or arrays from
  ///   giving one.
  public func run(progress: @escaping @Sendable (Int) -> Void = { _ in }) throws -> Outcome {
    var timing = EvaluationResult.Timing()
    timing.threads = options.threads
    let meter = Meter(progress)
    let reference = try Self.timed(&timing.digital) { try digitalPass(meter) }
    guard options.solver != .digital, let technology = options.technology else {
      return Outcome(
        result: result(reference.outcomes, trials: [], layers: [], timing: timing),
        logits: outputs(reference.logits, instances: 1),
        predictions: predictions(reference.outcomes, []), ranges: nil)
    }
    let matrices = network.matrixLayers.map(LayerMatrix.init)
    let digital = matrices.map(DigitalMatrix.init)
    let (layers, models, notes) = try ranged(
      matrices, digital: digital, technology: technology, timing: &timing)
    var outcomes: [ImageOutcomes] = []
    var logits: [Float] = []
    var audit: CurrentAudit?
    var activations: [Float] = []
    var nonIdeality = [NonIdealityFactors?](repeating: nil, count: layers.count)
    var errors = [RelativeError](repeating: RelativeError(), count: layers.count)
    var uses = [CodeUse](repeating: CodeUse(), count: layers.count)
    let targets = try digitalMoments(matrices, digital: digital)
    var stopping = InstanceStopping(wanted: options.wantedHalfWidth)
    for trial in 0..<distinctTrials {
      let arrays = try Self.timed(&timing.programming) {
        try layers.map { layer in
          try layer.map { try programmed($0, models, technology: technology, trial: trial) }
        }
      }
      let integers = Self.timed(&timing.programming) { self.integers(of: layers, arrays) }
      let corrections = try Self.timed(&timing.programming) {
        try targets.map {
          try restated(
            matrices, layers, arrays: arrays, integers: integers, digital: digital, targets: $0
          ).corrections
        }
      }
      let pass = try Self.timed(&timing.crossbar) {
        try crossbarPass(
          layers, arrays: arrays, integers: integers, digital: digital,
          corrections: corrections, recorded: trial == 0 ? options.activationsLayer : nil,
          meter: meter)
      }
      if trial == 0 { activations = pass.activations }
      outcomes.append(pass.outcomes)
      logits += pass.logits
      for (layer, error) in pass.errors.enumerated() { errors[layer] += error }
      // Those of the first batch, which alone has any.
      for (layer, use) in pass.uses.enumerated() { uses[layer] += use }
      if trial == 0, let reads = options.audit {
        audit = try Self.timed(&timing.audit) {
          try self.audit(reads, layers: layers, arrays: arrays, digital: digital, models: models)
        }
      }
      if trial == 0, let reads = options.nonIdealityReads {
        nonIdeality = try Self.timed(&timing.audit) {
          try self.nonIdeality(
            reads, layers: layers, arrays: arrays, digital: digital, models: models)
        }
      }
      try options.statesFolder?.write(
        layers.compactMap { $0?.prepared },
        instance: LayerArrays.Instance(seed: options.seed, trial: trial), threads: options.threads)
      let isEnough = stopping.isEnough(
        outcomes.count,
        halfWidth: TrialMean(
          changeOf: outcomes.map(\.isTop1), against: [reference.outcomes.isTop1],
          sizes: reference.outcomes.sizes
        ).halfWidth)
      if isEnough { break }
    }
    try finishStates(layers, technology: technology, instances: outcomes.count)
    // Instances without variation are all alike.
    for _ in outcomes.count..<(distinctTrials == 1 ? options.trials : outcomes.count) {
      outcomes.append(outcomes[0])
      logits += logits[..<reference.logits.count]
    }
    var outcome = Outcome(
      result: result(
        reference.outcomes, trials: outcomes, chosen: options.solver == .fcm ? models.chosen : nil,
        layers: layers.indices.map { layer in
          var found = EvaluationResult.Layer(
            network.matrixLayers[layer], onArrays: layers[layer], tile: mapping,
            error: errors[layer].relative, use: uses[layer].record)
          found.nonIdeality = nonIdeality[layer]
          return found
        },
        notes: notes + remedyNotes(reference.outcomes, outcomes, errors: errors), audit: audit,
        timing: timing),
      logits: outputs(logits, instances: outcomes.count),
      predictions: predictions(reference.outcomes, outcomes),
      ranges: ConverterRanges(
        network: networkSource, chosenBy: options.ranges?.chosenBy ?? rangeChooser(models.chosen),
        layers: layers.compactMap { $0 }.map(ConverterRanges.Layer.init)))
    if let layer = network.matrixLayers.first(where: { $0.name == options.activationsLayer }) {
      outcome.activations = Tensor(
        shape: [
          images.count, activations.count / images.count / (layer.outputs * layer.groups),
          layer.outputs * layer.groups,
        ], elements: activations)
    }
    return outcome
  }

  private func outputs(_ logits: [Float], instances: Int) -> Tensor {
    guard options.keepsOutputs else { return Tensor(zeros: [0]) }
    let shape = [images.count] + network.outputShape
    return Tensor(shape: instances > 1 ? [instances] + shape : shape, elements: logits)
  }

  private func predictions(
    _ reference: ImageOutcomes, _ outcomes: [ImageOutcomes]
  ) -> ImagePredictions {
    let hasPositions = network.positionCount > 1
    return ImagePredictions(
      labels: reference.labels, digital: reference.predicted,
      instances: outcomes.map(\.predicted), sizes: hasPositions ? reference.sizes : nil,
      places: hasPositions ? reference.places : nil)
  }

  // MARK: - Passes over the images

  private struct Pass: Sendable {
    var outcomes: ImageOutcomes
    var logits: [Float]
    var errors: [RelativeError] = []
    var uses: [CodeUse] = []
    var activations: [Float] = []
  }

  private func digitalPass(_ meter: Meter) throws -> Pass {
    try joined(
      images.batches(threads: options.threads) { range, batch in
        let logits = try network.forward(batch)
        meter.add(range.count)
        return try pass(logits, range)
      })
  }

  private func crossbarPass(
    _ layers: [CrossbarLayer?], arrays: [LayerArrays?], integers: [[IntegerLayer?]],
    digital: [DigitalMatrix], corrections: RestatingEngine.Corrections?, recorded: String?,
    meter: Meter
  ) throws -> Pass {
    try joined(
      images.batches(
        // Exact solutions take seconds an image, so threads share single images.
        of: options.solver == .nodal ? 1 : 32, threads: options.threads
      ) { range, batch in
        let engine = CrossbarEngine(
          layers, arrays: arrays, integers: integers, digital: digital,
          measuresErrors: range.lowerBound < Self.errorImages, firstImage: range.lowerBound,
          corrections: corrections)
        let layer = network.matrixLayers.first { $0.name == recorded }
        let recorder = layer.map { OutputRecorder($0, products: engine) }
        var found = try pass(
          try recorder.map { try network.forward(batch, engine: $0) }
            ?? network.forward(batch, engine: engine), range)
        found.activations = recorder?.outputs(images: range.count) ?? []
        found.errors = engine.errors
        found.uses = engine.codeUses
        meter.add(range.count)
        return found
      })
  }

  private func pass(_ logits: Tensor, _ range: Range<Int>) throws -> Pass {
    Pass(
      outcomes: try ImageOutcomes(
        logits, labels: images.dataSet.labels(of: range), network: network),
      logits: options.keepsOutputs ? logits.elements : [])
  }

  private func joined(_ passes: [Pass]) -> Pass {
    var all = passes[0]
    for pass in passes.dropFirst() {
      all.outcomes.append(pass.outcomes)
      all.logits += pass.logits
      all.activations += pass.activations
      for (layer, error) in pass.errors.enumerated() { all.errors[layer] += error }
    }
    return all
  }

  // MARK: - Arrays

  func ranged(
    _ matrices: [LayerMatrix], digital: [DigitalMatrix], technology: Technology,
    timing: inout EvaluationResult.Timing
  ) throws -> (layers: [CrossbarLayer?], models: LayerModels, notes: [String]) {
    let samples = try Self.timed(&timing.calibration) { try sampled(matrices, digital: digital) }
    let onArrays = matrices.filter { !options.mapping.isDigital(layer: $0.name) }
    let ranges = try onArrays.map { matrix in
      try options.ranges.map {
        try GivenRanges($0, source: rangesName, layer: matrix.name)
      }
    }
    let prepared = try Self.timed(&timing.calibration) {
      try concurrentMap(onArrays.count, threads: options.threads) { index in
        try PreparedLayer(
          onArrays[index], mapping: options.mapping,
          technology: options.technology(ofLayer: onArrays[index].name) ?? technology,
          sample: samples[onArrays[index].index], ranges: ranges[index])
      }
    }
    var models = try Self.timed(&timing.selection) {
      try LayerModels(
        options, technology: technology,
        layers: prepared.map { ($0, samples[$0.matrix.index]) })
    }
    var layers = [CrossbarLayer?](repeating: nil, count: matrices.count)
    func findRanges() throws {
      try Self.timed(&timing.calibration) {
        for (prepared, ranges) in zip(prepared, ranges) {
          let index = prepared.matrix.index
          let sample = samples[index]
          layers[index] = try LayerRanging.layer(
            prepared,
            sample: options.solver == .nodal
              ? sample.thinned(to: Self.exactRangingVectors) : sample,
            model: models.model(ofLayer: index), ranges: ranges, threads: options.threads)
        }
      }
    }
    try findRanges()
    let confirmed = try Self.timed(&timing.selection) {
      try self.confirmed(models, layers, matrices, digital: digital)
    }
    let isOther = confirmed.differs(from: models)
    models = confirmed
    if isOther { try findRanges() }
    let ranged = layers
    let reviews = try concurrentMap(prepared.count, threads: options.threads) { index in
      let layer = prepared[index]
      // What was ranged without wires need not be ranged again.
      return try IdealReview(layer, sample: samples[layer.matrix.index], threads: 1).note(
        of: options.solver == .ideal ? ranged[layer.matrix.index] : nil)
    }
    return (
      layers, models,
      (options.ranges == nil ? PreparedLayer.quantizedNotes(prepared) : [])
        + reviews.compactMap { $0 } + models.notes(options.layerTechnologies)
    )
  }

  /// What the sample images bring to every layer of the digital network.
  private func sampled(
    _ matrices: [LayerMatrix], digital: [DigitalMatrix]
  ) throws -> [LayerSample] {
    let batches = try sample.batches(threads: options.threads) { _, batch in
      let engine = SamplingEngine(matrices, products: CrossbarEngine(digital: digital))
      _ = try network.forward(batch, engine: engine)
      return engine.samples
    }
    var samples = LayerSample.joined(batches)
    for matrix in matrices where !options.mapping.isDigital(layer: matrix.name) {
      guard samples[matrix.index].isFinite else {
        throw InputError(
          source: network.source, location: "layer \(matrix.name)",
          found: "inputs that are not finite on the sample images of \(sample.name)",
          accepted: "a network and images that stay within single precision")
      }
      samples[matrix.index].finish()
    }
    return samples
  }

  /// The moments of all digital outputs on the sample images; nil where nothing is corrected.
  private func digitalMoments(
    _ matrices: [LayerMatrix], digital: [DigitalMatrix]
  ) throws -> RestatingEngine.Targets? {
    guard options.correction != .none else { return nil }
    return try restated(
      matrices, matrices.map { _ in nil }, arrays: matrices.map { _ in nil }, integers: [],
      digital: digital, targets: nil
    ).moments
  }

  /// Lets the sample images through the network, and fits what follows its layers.
  private func restated(
    _ matrices: [LayerMatrix], _ layers: [CrossbarLayer?], arrays: [LayerArrays?],
    integers: [[IntegerLayer?]], digital: [DigitalMatrix], targets: RestatingEngine.Targets?
  ) throws -> RestatingEngine {
    let engine = RestatingEngine(
      options.correction, layers: matrices,
      engine: CrossbarEngine(
        layers, arrays: arrays, integers: integers, digital: digital, measuresErrors: false,
        firstImage: Self.firstSampleRead), targets: targets)
    _ = try sample.batches(of: sample.count, threads: 1) { _, batch in
      try network.forward(batch, engine: engine)
    }
    return engine
  }

  /// The arrays of an instance as integers, where their reads are products.
  func integers(
    of layers: [CrossbarLayer?], _ arrays: [LayerArrays?]
  ) -> [[IntegerLayer?]] {
    concurrentMap(layers.count, threads: options.threads) { index in
      guard let layer = layers[index], let arrays = arrays[index] else { return [] }
      return layer.integers(of: arrays)
    }
  }

  func programmed(
    _ layer: CrossbarLayer, _ models: LayerModels, technology: Technology, trial: Int
  ) throws -> LayerArrays {
    if let states = options.states {
      return try layer.prepared.arrays(
        model: models.model(ofLayer: layer.prepared.matrix.index),
        instance: LayerArrays.Instance(seed: options.seed, trial: trial),
        stored: states.reads(of: layer.prepared, instance: trial), threads: options.threads)
    }
    guard layer.prepared.isVaried else { return layer.nominal }
    return try layer.prepared.arrays(
      model: models.model(ofLayer: layer.prepared.matrix.index),
      instance: LayerArrays.Instance(seed: options.seed, trial: trial), threads: options.threads)
  }

  private func result(
    _ reference: ImageOutcomes, trials: [ImageOutcomes], chosen: ChosenModel? = nil,
    layers: [EvaluationResult.Layer], notes: [String] = [], audit: CurrentAudit? = nil,
    timing: EvaluationResult.Timing
  ) -> EvaluationResult {
    EvaluationResult(
      network: networkSource, images: images, sample: sample, options: options, mapping: mapping,
      classes: network.classCount, reference: reference, outcomes: trials, chosen: chosen,
      layers: layers, notes: notes, audit: audit, timing: timing)
  }

  private static func timed<Value>(_ seconds: inout Double, _ body: () throws -> Value) rethrows
    -> Value
  {
    let clock = ContinuousClock()
    let start = clock.now
    defer { seconds += (clock.now - start) / .seconds(1) }
    return try body()
  }
}

/// Counts images that are done.
private final class Meter: Sendable {
  private let done = Mutex(0)
  private let report: @Sendable (Int) -> Void

  init(_ report: @escaping @Sendable (Int) -> Void) {
    self.report = report
  }

  func add(_ count: Int) {
    report(
      done.withLock { done in
        done += count
        return done
      })
  }
}
