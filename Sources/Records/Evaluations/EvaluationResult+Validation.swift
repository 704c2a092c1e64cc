internal import Foundation

extension EvaluationResult {
  /// Refuses a result whose values contradict each other.
  ///
  /// - Parameter source: The name of its file.
  /// - Throws: `InputError` that names the first key whose value is not what others make it.
  package func validate(source: String) throws {
    let check = RecordCheck(source: source)
    try check.require(images >= 1, "images", "\(images)", "at least 1")
    try check.require(
      positions.map { $0 >= 1 } ?? true, "positions", "\(positions ?? 0)", "at least 1")
    try check.require(
      calibrationImages >= 0, "calibration_images", "\(calibrationImages)", "at least 0")
    if let digest = network.sha256 { try check.requireDigest(digest, "network.sha256") }
    if let digest = model?.sha256 { try check.requireDigest(digest, "model.sha256") }
    if let digest = ranges?.sha256 { try check.requireDigest(digest, "ranges.sha256") }
    try check.require(
      ranges == nil || solver != .digital, "ranges", "a file of ranges",
      "no value, as solver \"digital\" has no converters")
    try requireOneTask(check)
    try requireParts(check)
    try technology?.validate(check.inside("technology"))
    for (index, layer) in (layerTechnologies ?? []).enumerated() {
      try layer.technology.validate(check.inside("layer_technologies[\(index)].technology"))
    }
    try mapping?.validate(check.inside("mapping"))
    try fastModel?.validate(check.inside("fast_model"))
    try digital?.validate(check.inside("digital"), of: self)
    try validateTrials(check)
    try validateSummary(check)
    try validateClasses(check)
    try regression?.validate(check.inside("regression"))
    try attribution?.validate(check.inside("attribution"), of: self)
    for (index, layer) in layers.enumerated() {
      try layer.validate(check.inside("layers[\(index)]"), mapping: mapping)
    }
    try check.require(
      audit == nil || solver == .fcm, "audit", "a value",
      "no value, as solver \"\(solver.rawValue)\" has no model to audit")
    try audit?.validate(
      check.inside("audit"), layers: layers.filter { !$0.isDigital }.map(\.name))
    try check.require(
      modelError == nil || audit != nil, "model_error", "a value", "no value, as there is no audit")
    try modelError?.validate(check.inside("model_error"), of: self)
    try predictive?.validate(check.inside("predictive"), of: self)
  }

  /// What a solver has beside its accuracy, and what it does not have.
  private func requireParts(_ check: RecordCheck) throws {
    let isDigital = solver == .digital
    for (key, isPresent, isWanted) in [
      ("technology", technology != nil, !isDigital), ("mapping", mapping != nil, !isDigital),
      ("fast_model", fastModel != nil, solver == .fcm),
    ] + partsOfTask {
      try check.require(
        isPresent == isWanted, key, isPresent ? "a value" : "no value",
        isWanted
          ? "a value, as solver \"\(solver.rawValue)\" has one"
          : "no value, as solver \"\(solver.rawValue)\" has none")
    }
    try check.require(
      !isDigital || layers.isEmpty, "layers", "\(layers.count) layers",
      "none, as solver \"digital\" has none on arrays")
    try check.require(
      model == nil || solver == .fcm, "model", "a model file",
      "no value, as solver \"\(solver.rawValue)\" reads none")
  }

  /// What a result has of its task, and what those of arrays have.
  private var partsOfTask: [(key: String, isPresent: Bool, isWanted: Bool)] {
    let isDigital = solver == .digital
    guard let regression else {
      return [
        ("trials", !trials.isEmpty, !isDigital), ("summary", summary != nil, !isDigital),
      ]
    }
    return [
      ("regression.trials", !regression.trials.isEmpty, !isDigital),
      ("regression.summary", regression.summary != nil, !isDigital),
    ]
  }

  /// Classes have no errors, and a regression no classes.
  private func requireOneTask(_ check: RecordCheck) throws {
    try check.require(
      (digital == nil) == (regression != nil), "digital", digital == nil ? "no value" : "a value",
      regression == nil
        ? "a value, as there is no regression" : "no value, as a regression has no classes")
    for (key, isPresent) in [
      ("trials", !trials.isEmpty), ("summary", summary != nil), ("classes", classes != nil),
      ("positions", positions != nil),
    ] {
      try check.require(
        regression == nil || !isPresent, key, "a value",
        "no value, as a regression has no classes")
    }
  }

  private func validateTrials(_ check: RecordCheck) throws {
    for (index, trial) in trials.enumerated() {
      let check = check.inside("trials[\(index)]")
      try check.require(trial.trial == index, "trial", "\(trial.trial)", "\(index), in order")
      try trial.accuracy.validate(check.inside("accuracy"), of: self)
      try trial.agreement.validate(check.inside("agreement"), of: self)
      try check.require(
        (trial.accuracy.top5 == nil) == (digital?.top5 == nil), "accuracy.top5",
        trial.accuracy.top5 == nil ? "no value" : "a value", "a value where digital.top5 has one")
    }
  }

  private func validateSummary(_ check: RecordCheck) throws {
    guard let summary, let digital else { return }
    let check = check.inside("summary")
    try summary.top1.validate(
      check.inside("top1"), of: trials.map(\.accuracy.top1), model: modelError?.top1)
    try summary.agreement.validate(
      check.inside("agreement"), of: trials.map(\.agreement), model: modelError?.agreement)
    try check.require(
      (summary.top5 == nil) == (digital.top5 == nil), "top5",
      summary.top5 == nil ? "no value" : "a value", "a value where digital.top5 has one")
    try summary.top5?.validate(
      check.inside("top5"), of: trials.compactMap(\.accuracy.top5), model: modelError?.top5)
    try check.require(
      summary.top1Change, is: summary.top1.mean - digital.top1.value, "top1_change",
      as: "summary.top1.mean less digital.top1.value says")
    if let change = summary.change {
      let check = check.inside("change")
      try check.require(
        change.mean, is: summary.top1Change, "mean", as: "summary.top1_change says")
      try change.requireOrder(check, within: -1...1)
    }
    try check.require(
      summary.top1Deviation.map { (0...1).contains($0) } ?? true, "top1_deviation",
      "\(summary.top1Deviation ?? 0)", "0 to 1")
    try validatePerplexity(of: summary, check)
    if let yield = summary.yield {
      let check = check.inside("yield")
      try check.require(yield.wantedTop1, in: 0...1, "wanted_top1")
      try yield.share.validate(check.inside("share"), total: trials.count, as: "trials")
      let right = Yield(wanted: yield.wantedTop1, of: trials).share.count
      try check.require(
        yield.share.count == right, "share.count", "\(yield.share.count)",
        "\(right), as trials say")
    }
  }

  /// The number of images, or of positions, that are counted.
  fileprivate var counted: Int { positions ?? images }

  /// The key that says so.
  fileprivate var countedKey: String { positions == nil ? "images" : "positions" }

  /// The perplexity is that of the mean loss over instances.
  private func validatePerplexity(of summary: Summary, _ check: RecordCheck) throws {
    for (key, value) in [
      ("perplexity", summary.perplexity), ("perplexity_ratio", summary.perplexityRatio),
    ] {
      try check.require(
        (value == nil) == (positions == nil), key, value == nil ? "no value" : "a value",
        "a value where positions has one")
      try value?.validate(check.inside(key))
    }
    guard let whole = summary.perplexity, let ratio = summary.perplexityRatio,
      let reference = digital?.perplexity
    else { return }
    let losses = trials.compactMap { $0.accuracy.perplexity?.loss }
    let mean = losses.reduce(0, +) / Double(losses.count)
    let limit = Perplexity.largestLoss
    guard losses.allSatisfy({ $0 < limit }), whole.loss < limit, reference.loss < limit else {
      return
    }
    try check.require(
      whole.loss, is: mean, "perplexity.value", as: "the logarithms of trials have the mean")
    guard ratio.value > 0, ratio.loss < limit else { return }
    try check.require(
      ratio.loss, is: mean - reference.loss, "perplexity_ratio.value",
      as: "the logarithms of trials less that of digital have the mean")
  }

  private func validateClasses(_ check: RecordCheck) throws {
    try check.require(
      mostTrials.map { $0 >= instanceCount } ?? true, "most_trials", "\(mostTrials ?? 0)",
      "at least the \(instanceCount) of trials")
    guard let classes, let digital else { return }
    for (index, part) in classes.enumerated() {
      let check = check.inside("classes[\(index)]")
      try check.require(part.label == index, "label", "\(part.label)", "\(index), in order")
      try check.require(part.images >= 0, "images", "\(part.images)", "at least 0")
      try check.require(part.digital, in: 0...part.images, "digital")
      try check.require(part.arrays, in: 0...Double(part.images), "arrays")
    }
    let total = classes.reduce(0) { $0 + $1.images }
    try check.require(
      total == counted, "classes", "\(total) \(countedKey)", "\(counted), as \(countedKey) says")
    let right = classes.reduce(0) { $0 + $1.digital }
    try check.require(
      right == digital.top1.count, "classes",
      "\(right) \(countedKey) that the digital network knows",
      "\(digital.top1.count), as digital.top1.count says")
  }
}

extension EvaluationResult.Accuracy {
  fileprivate func validate(_ check: RecordCheck, of result: EvaluationResult) throws {
    try top1.validate(check.inside("top1"), of: result)
    try check.require(
      (perplexity == nil) == (result.positions == nil), "perplexity",
      perplexity == nil ? "no value" : "a value", "a value where positions has one")
    if let perplexity {
      let check = check.inside("perplexity")
      try perplexity.validate(check)
      try check.require(perplexity.value >= 1, "value", "\(perplexity.value)", "at least 1")
    }
    guard let top5 else { return }
    try top5.validate(check.inside("top5"), of: result)
    try check.require(
      top5.count >= top1.count, "top5.count", "\(top5.count)",
      "at least the \(top1.count) of top1")
  }
}

extension Perplexity {
  /// The logarithm of a perplexity beyond which it is not told apart from the largest number.
  fileprivate static let largestLoss = 700.0

  fileprivate var loss: Double { log(value) }

  fileprivate func validate(_ check: RecordCheck) throws {
    for (key, bound, holds) in [
      ("lower", lower, lower >= 0 && lower <= value), ("upper", upper, upper >= value),
    ] {
      try check.require(
        holds, key, "\(bound)", "a number of at least 0, of an interval that holds \(value)")
    }
  }
}

extension Proportion {
  /// A share must be one of what the result counts.
  fileprivate func validate(_ check: RecordCheck, of result: EvaluationResult) throws {
    try check.require(
      draws == nil || result.positions != nil, "draws", "\(draws ?? 0)",
      "no value, as images are drawn one by one")
    try validate(check, total: result.counted, as: result.countedKey)
  }

  /// A share must be that of its count, with Wilson's interval.
  func validate(_ check: RecordCheck, total all: Int, as key: String) throws {
    try check.require(total == all, "total", "\(total)", "\(all), as \(key) says")
    try check.require(
      (0...total).contains(count), "count", "\(count)", "0 to \(total), the \(key)")
    try check.require(
      draws.map { $0 > 0 && $0 <= Double(total) } ?? true, "draws", "\(draws ?? 0)",
      "a number above 0, up to \(total)")
    let right = Proportion(count, of: total, draws: draws)
    for (key, value, expected) in [
      ("value", value, right.value), ("lower", lower, right.lower), ("upper", upper, right.upper),
    ] {
      try check.require(value, is: expected, key, as: "\(count) of \(total) have it")
    }
  }
}

extension TrialMean {
  /// A mean must be that of its instances, within an interval that holds it.
  fileprivate func validate(
    _ check: RecordCheck, of trials: [Proportion], model: ModelError.Part?
  ) throws {
    let expected = trials.reduce(0) { $0 + $1.value } / Double(trials.count)
    try check.require(mean, is: expected, "mean", as: "the mean of trials is")
    try requireOrder(check, within: 0...1)
    guard trials.count == 1 else { return }
    let half = model?.halfWidth ?? 0
    let reason = "the only one of trials" + (model == nil ? " says" : " and model_error say")
    try check.require(lower, is: max(trials[0].lower - half, 0), "lower", as: reason)
    try check.require(upper, is: min(trials[0].upper + half, 1), "upper", as: reason)
  }

  /// An interval must hold its mean, and stay where its numbers can be.
  func requireOrder(_ check: RecordCheck, within range: ClosedRange<Double>) throws {
    for (key, bound, holds) in [
      ("lower", lower, lower >= range.lowerBound && lower <= mean.nextUp),
      ("upper", upper, upper <= range.upperBound && upper >= mean.nextDown),
    ] {
      try check.require(
        holds, key, "\(bound)",
        "\(range.text), an interval that holds \(mean)")
    }
  }
}

extension EvaluationResult.Layer {
  fileprivate func validate(_ check: RecordCheck, mapping: Mapping?) throws {
    for (key, value) in [("inputs", inputs), ("outputs", outputs), ("groups", groups)] {
      try check.require(value, in: 1...1_000_000_000, key)
    }
    let mapping = mapping?.mapping(ofLayer: name)
    if let mapping {
      try check.require(
        isDigital == mapping.isDigital(layer: name), "is_digital", "\(isDigital)",
        "\(!isDigital), as mapping.digital_layers says")
      let wanted =
        isDigital ? 0 : mapping.arrays(inputs: inputs, outputs: outputs, groups: groups)
      try check.require(
        Double(arrays) == wanted, "arrays", "\(arrays)",
        "\(wanted), as the mapping of the layer says")
    }
    try check.require(
      !isDigital || (relativeError == nil && outputRanges.isEmpty), "is_digital", "true",
      "false, as a digital layer has neither relative_error nor output_ranges")
    try check.require(
      relativeError.map { $0 >= 0 } ?? true, "relative_error", "\(relativeError ?? 0)",
      "a number of at least 0")
    if let use = converterUse {
      let check = check.inside("converter_use")
      try check.require(use.clipped, in: 0...1, "clipped")
      try check.require(use.occupied, in: 0...1, "occupied")
      try check.require(use.entropyBits, in: 0...16, "entropy_bits")
    }
    try nonIdeality?.validate(check.inside("non_ideality"))
    try check.require(
      inputRange.map { $0 > 0 } ?? true, "input_range", "\(inputRange ?? 0)", "a number above 0")
    try check.require(
      feedbackResistanceOhm.map { $0 > 0 } ?? true, "feedback_resistance_ohm",
      "\(feedbackResistanceOhm ?? 0)", "a number above 0")
    if let mapping {
      try check.require(
        outputRanges.isEmpty || outputRanges.count == mapping.sliceCount, "output_ranges",
        "\(outputRanges.count) lists", "none, or one for each of \(mapping.sliceCount) slices")
    }
    for (index, range) in outputRanges.joined().enumerated() {
      try check.require(
        range.count == 2 && range[0] <= range[1], "output_ranges", "range \(index) is \(range)",
        "the lower and the upper end, in this order")
    }
  }
}

extension EvaluationResult.ArrayTechnology {
  fileprivate func validate(_ check: RecordCheck) throws {
    try values.validate(check)
    try check.require(
      (0...65536).contains(levels) && levels != 1, "levels", "\(levels)",
      "0 (continuous), or 2 to 65536")
    try check.require(
      variationSigma >= 0, "variation_sigma", "\(variationSigma)", "a number of at least 0")
  }
}

extension EvaluationResult.FastModel {
  fileprivate func validate(_ check: RecordCheck) throws {
    let kinds = ModelKind.allCases.map(\.rawValue)
    try check.require(
      kinds.contains(kind), "kind", "\"\(kind)\"", kinds.joined(separator: ", "))
    try load?.validate(check.inside("load"))
    guard let selection else { return }
    try selection.validate(check.inside("selection"))
    try check.require(
      selection.taken?.kind.rawValue == kind, "kind", "\"\(kind)\"",
      "\"\(selection.taken?.kind.rawValue ?? "none")\", as selection.taken says")
  }
}

extension ModelSelection {
  fileprivate func validate(_ check: RecordCheck) throws {
    try check.require(
      tolerance.map { $0 > 0 } ?? true, "tolerance", "\(tolerance ?? 0)", "a number above 0")
    try check.require(arrays >= 1, "arrays", "\(arrays)", "at least 1")
    try check.require(vectors >= 1, "vectors", "\(vectors)", "at least 1")
    for (index, candidate) in candidates.enumerated() {
      try check.require(
        candidate.error.map { $0 >= 0 } ?? true, "candidates[\(index)].error",
        "\(candidate.error ?? 0)", "a number of at least 0")
    }
    let first = candidates.first { $0.meets(tolerance) }
    try check.require(
      taken == first?.settings, "taken",
      taken.map { "a \($0.kind.rawValue) member" } ?? "no member",
      first.map { "\($0.name), the first of candidates within the tolerance" }
        ?? "no member, as none of candidates is within the tolerance")
  }
}

extension ClosedRange<Double> {
  /// The range for messages.
  fileprivate var text: String {
    upperBound.isInfinite ? "a number" : "\(Int(lowerBound)) to \(Int(upperBound))"
  }
}
