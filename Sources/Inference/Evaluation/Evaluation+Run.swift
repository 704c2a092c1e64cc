internal import CrossbarModels
internal import Crossbars
internal import Execution
internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// Measures.
  ///
  /// - Parameters:
  ///   - reference: What the digital network made of these very images, with as much kept; nil to compute it.
  ///   - progress: Gets the number of images done; called from any thread.
  /// - Returns: The result and the network's outputs: on crossbars, unless the solver is digital.
  /// - Throws: `InputError` if an output is not finite, or if a regression has a single sample; whatever
  ///   keeps network or arrays from giving one.
  public func run(
    reference: DigitalReference? = nil, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> Outcome {
    precondition(
      reference.map { $0.network == network.sha256 && $0.images == images.count } ?? true,
      "a reference of another network, or of other images")
    try requireSamples()
    var timing = EvaluationResult.Timing()
    timing.threads = options.threads
    let meter = ProgressMeter(progress)
    let reference = try Self.timed(&timing.digital) { try reference?.pass ?? digitalPass(meter) }
    var findings = self.findings(reference)
    guard options.solver != .digital, let technology = options.technology else {
      return Outcome(
        result: result(findings, layers: [], timing: timing),
        logits: tensor(reference.logits, instances: 1), predictions: predictions(findings),
        outputs: outputs(reference.logits, instances: []), findings: findings, ranges: nil)
    }
    let matrices = network.matrixLayers.map(LayerMatrix.init)
    let digital = matrices.map(DigitalMatrix.init)
    let (layers, models, notes) = try ranged(
      matrices, digital: digital, technology: technology, timing: &timing)
    var logits: [Float] = []
    var audit: AuditFindings?
    var activations: [Float] = []
    var nonIdeality = [NonIdealityFactors?](repeating: nil, count: layers.count)
    var errors = [RelativeError](repeating: RelativeError(), count: layers.count)
    var uses = [CodeUse](repeating: CodeUse(), count: layers.count)
    let targets = try digitalMoments(matrices, digital: digital)
    var stopping = InstanceStopping(wanted: options.wantedHalfWidth)
    for trial in 0..<distinctTrials {
      let arrays = try Self.timed(&timing.programming) {
        let onArrays = layers.count { $0 != nil }
        let programming = StageMeter(
          "programming of layers", of: onArrays * distinctTrials, done: onArrays * trial, stages)
        return try layers.map { layer in
          try layer.map {
            defer { programming.add() }
            return try programmed($0, models, technology: technology, trial: trial)
          }
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
          trial: trial, meter: meter)
      }
      if trial == 0 { activations = pass.activations }
      findings.append(pass)
      if options.keepsOutputs { logits += pass.logits }
      for (layer, error) in pass.errors.enumerated() { errors[layer] += error }
      // Those of the first batch, which alone has any.
      for (layer, use) in pass.uses.enumerated() { uses[layer] += use }
      if trial == 0, options.audit != nil || options.nonIdealityReads != nil {
        let subject = AuditSubject(
          layers: layers, arrays: arrays, integers: integers, digital: digital,
          corrections: corrections, models: models)
        try Self.timed(&timing.audit) {
          audit = try options.audit.map { try self.audit($0, of: subject) }
          nonIdeality =
            try options.nonIdealityReads.map { try self.nonIdeality($0, of: subject) }
            ?? nonIdeality
        }
      }
      try options.statesFolder?.write(
        layers.compactMap { $0?.prepared },
        instance: LayerArrays.Instance(seed: options.seed, trial: trial), threads: options.threads)
      let isEnough = stopping.isEnough(
        findings.instanceCount, halfWidth: findings.changeFromDigital.halfWidth)
      if isEnough { break }
    }
    try finishStates(layers, technology: technology, instances: findings.instanceCount)
    // Instances without variation are all alike.
    if distinctTrials == 1 {
      findings.repeatFirst(upTo: options.trials)
      let first = logits
      for _ in 1..<max(options.trials, 1) { logits += first }
    }
    var outcome = Outcome(
      result: result(
        findings, chosen: options.solver == .fcm ? models.chosen : nil,
        layers: layers.indices.map { layer in
          var found = EvaluationResult.Layer(
            network.matrixLayers[layer], onArrays: layers[layer], tile: mapping,
            error: errors[layer].relative, use: uses[layer].record)
          found.nonIdeality = nonIdeality[layer]
          return found
        },
        notes: notes
          + (options.arithmetic == .automatic
            ? [] : ["layers on arrays in \(options.arithmetic.rawValue) precision"])
          + lossNotes(findings, errors: errors, uses: uses.map(\.record)), audit: audit?.audit,
        timing: timing),
      logits: tensor(logits, instances: findings.instanceCount),
      predictions: predictions(findings),
      outputs: outputs(reference.logits, instances: logits), findings: findings,
      ranges: ConverterRanges(
        network: networkSource, chosenBy: options.ranges?.chosenBy ?? rangeChooser(models.chosen),
        layers: layers.compactMap { $0 }.map(ConverterRanges.Layer.init)))
    if let audit {
      outcome.result.take(audit.modelError)
      outcome.auditedArrays = audit.arrays
    }
    if let layer = network.matrixLayers.first(where: { $0.name == options.activationsLayer }) {
      outcome.activations = Tensor(
        shape: [
          images.count, activations.count / images.count / (layer.outputs * layer.groups),
          layer.outputs * layer.groups,
        ], elements: activations)
    }
    return outcome
  }

  /// What the digital network made of the images.
  private func findings(_ reference: Pass) -> Findings {
    guard let targetSpread else {
      return .classes(reference: reference.outcomes, instances: [])
    }
    return .numbers(
      RegressionFindings(
        reference.logits, wanted: images.targets, spread: targetSpread,
        positions: network.positionCount))
  }

  private func tensor(_ logits: [Float], instances: Int) -> Tensor {
    guard options.keepsOutputs else { return Tensor(zeros: [0]) }
    let shape = [images.count] + network.outputShape
    return Tensor(shape: instances > 1 ? [instances] + shape : shape, elements: logits)
  }

  /// The targets of a regression beside what the digital network and the instances give.
  private func outputs(_ digital: [Float], instances: [Float]) -> OutputPredictions? {
    guard options.keepsOutputs, isRegression else { return nil }
    return OutputPredictions(
      targets: images.targets, digital: digital,
      instances: stride(from: 0, to: instances.count, by: digital.count).map {
        Array(instances[$0..<$0 + digital.count])
      }, outputs: network.classCount, positions: network.positionCount)
  }

  private func predictions(_ findings: Findings) -> ImagePredictions? {
    guard case .classes(let reference, let instances) = findings else { return nil }
    let hasPositions = network.positionCount > 1
    return ImagePredictions(
      labels: reference.labels, digital: reference.predicted,
      instances: instances.map(\.predicted), sizes: hasPositions ? reference.sizes : nil,
      places: hasPositions ? reference.places : nil)
  }

  func result(
    _ findings: Findings, chosen: ChosenModel? = nil,
    layers: [EvaluationResult.Layer], notes: [String] = [], audit: CurrentAudit? = nil,
    timing: EvaluationResult.Timing
  ) -> EvaluationResult {
    EvaluationResult(
      network: networkSource, images: images, sample: sample, options: options, mapping: mapping,
      classes: network.classCount, findings: findings, chosen: chosen,
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
