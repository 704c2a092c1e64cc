internal import CrossbarModels
internal import Crossbars
internal import Execution
internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// Measures.
  ///
  /// - Parameter progress: Gets the number of images done; called from any thread.
  /// - Returns: The result and the network's outputs: on crossbars, unless the solver is digital.
  /// - Throws: `InputError` if an output is not finite; whatever keeps network or arrays from
  ///   giving one.
  public func run(progress: @escaping @Sendable (Int) -> Void = { _ in }) throws -> Outcome {
    var timing = EvaluationResult.Timing()
    timing.threads = options.threads
    let meter = ProgressMeter(progress)
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

  func result(
    _ reference: ImageOutcomes, trials: [ImageOutcomes], chosen: ChosenModel? = nil,
    layers: [EvaluationResult.Layer], notes: [String] = [], audit: CurrentAudit? = nil,
    timing: EvaluationResult.Timing
  ) -> EvaluationResult {
    EvaluationResult(
      network: networkSource, images: images, sample: sample, options: options, mapping: mapping,
      classes: network.classCount, reference: reference, outcomes: trials, chosen: chosen,
      layers: layers, notes: notes, audit: audit, timing: timing)
  }

  static func timed<Value>(_ seconds: inout Double, _ body: () throws -> Value) rethrows
    -> Value
  {
    let clock = ContinuousClock()
    let start = clock.now
    defer { seconds += (clock.now - start) / .seconds(1) }
    return try body()
  }
}
