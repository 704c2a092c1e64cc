internal import CrossbarModels
internal import Crossbars
internal import Foundation
internal import Networks
internal import Records

extension EvaluationResult.Accuracy {
  init(_ outcomes: ImageOutcomes, classes: Int) {
    func share(_ counts: [Bool]) -> Proportion { Proportion(counts, sizes: outcomes.sizes) }
    self.init(
      top1: share(outcomes.isTop1), top5: classes > 5 ? share(outcomes.isTop5) : nil,
      perplexity: outcomes.losses.isEmpty
        ? nil
        : Perplexity(ofLoss: TrialMean(losses: [outcomes.losses], sizes: outcomes.sizes)))
  }
}

extension EvaluationResult.Layer {
  init(
    _ layer: MatrixLayer, onArrays: CrossbarLayer?, tile mapping: Mapping, error: Double?,
    use: EvaluationResult.ConverterUse?
  ) {
    let arrays = mapping.mapping(ofLayer: layer.name).arrays(
      inputs: layer.inputs, outputs: layer.outputs, groups: layer.groups)
    self.init(
      name: layer.name, kind: layer.kind.rawValue, inputs: layer.inputs, outputs: layer.outputs,
      groups: layer.groups, isDigital: onArrays == nil,
      arrays: onArrays == nil ? 0 : Int(arrays),
      inputRange: onArrays?.prepared.inputConverters.map(\.limit).max(),
      isBipolar: onArrays?.prepared.inputConverter.isBipolar,
      outputRanges: onArrays?.outputRanges ?? [],
      feedbackResistanceOhm: onArrays?.conversion.feedbackResistance, relativeError: error,
      converterUse: use)
  }
}

extension EvaluationResult.ArrayTechnology {
  init(_ technology: Technology) {
    let programming = technology.variation.programming
    let isSimple =
      !technology.variation.isMoreThanProgramming && programming.distribution != .stateDependent
    self.init(
      values: TechnologyRecord(technology), levels: technology.cell.levels,
      variation: programming.distribution.rawValue, variationSigma: programming.relativeSigma,
      variations: isSimple ? nil : technology.variationSummary)
  }
}

extension EvaluationResult.FastModel {
  init(_ chosen: ChosenModel) {
    self.init(
      kind: chosen.settings.kind.rawValue, name: chosen.settings.name, reason: chosen.reason,
      selection: chosen.selection, load: chosen.load)
  }
}

extension EvaluationResult {
  init(
    network: Source, images: LabeledImages, sample: LabeledImages,
    options: EvaluationOptions, mapping: Mapping, classes: Int, findings: Findings,
    chosen: ChosenModel?, layers: [Layer], notes: [String], audit: CurrentAudit? = nil,
    timing: Timing
  ) {
    let isDigital = options.solver == .digital
    let notes =
      Self.statisticNotes(
        images, sample: sample, options: options, layers: layers,
        instances: findings.instanceCount)
      + Self.signNotes(on: layers, options: options) + notes + options.remarks
    self.init(
      network: network, dataSet: images.name, images: images.count,
      calibrationDataSet: sample.name, calibrationImages: sample.count,
      solver: options.solver, model: isDigital ? nil : options.modelSource,
      ranges: isDigital ? nil : options.rangesSource,
      fastModel: chosen.map(FastModel.init),
      technology: isDigital ? nil : options.technology.map(ArrayTechnology.init),
      mapping: isDigital ? nil : mapping,
      converter: isDigital ? nil : options.converterSummary(of: layers, mapping: mapping),
      notes: isDigital || notes.isEmpty ? nil : notes,
      correction: isDigital || options.correction == .none ? nil : options.correction,
      seed: options.seed, digital: nil, trials: [],
      mostTrials: isDigital || options.wantedHalfWidth == nil ? nil : options.trials,
      summary: nil, layers: layers, audit: audit, timing: timing)
    let others = options.layerTechnologies.keys.sorted().compactMap { file in
      options.layerTechnologies[file].map {
        LayerTechnology(file: file, technology: ArrayTechnology($0))
      }
    }
    layerTechnologies = isDigital || others.isEmpty ? nil : others
    switch findings {
    case .classes(let reference, let instances):
      take(reference, instances, classes: classes, options: options)
    case .numbers(let found):
      regression = Regression(found, wanted: options.wantedErrors)
    }
  }

  /// Takes what was found of classes.
  private mutating func take(
    _ reference: ImageOutcomes, _ outcomes: [ImageOutcomes], classes count: Int,
    options: EvaluationOptions
  ) {
    let agreements = outcomes.map { zip($0.predicted, reference.predicted).map(==) }
    let digital = Accuracy(reference, classes: count)
    positions = reference.losses.isEmpty ? nil : reference.labels.count
    self.digital = digital
    trials = zip(outcomes, agreements).enumerated().map { index, pair in
      Trial(
        trial: index, accuracy: Accuracy(pair.0, classes: count),
        agreement: Proportion(pair.1, sizes: reference.sizes))
    }
    guard !outcomes.isEmpty else { return }
    summary = Summary(
      outcomes, agreements: agreements, reference: reference, trials: trials, digital: digital,
      options: options)
    guard count <= Self.mostClasses else { return }
    classes = ClassAccuracy.all(
      of: count, labels: reference.labels, reference: reference, outcomes: outcomes)
  }

  /// Says what intervals do not cover.
  private static func statisticNotes(
    _ images: LabeledImages, sample: LabeledImages, options: EvaluationOptions, layers: [Layer],
    instances: Int
  ) -> [String] {
    var notes: [String] = []
    if let states = options.states {
      notes.append("the arrays of every instance are those of \(states.folder.path)")
    }
    if instances == 1, layers.contains(where: { options.isVaried(layer: $0.name) }) {
      notes.append(
        "one instance: the intervals are of this chip, and no other; --trials 3 or more takes other "
          + "chips into them")
    }
    if sample.name == images.name, options.ranges == nil {
      let chosen =
        images.count < sample.count
        ? "\(sample.count) images, the \(images.count) evaluated ones among them"
        : "\(sample.count) of the evaluated images"
      notes.append("the ranges of converters were chosen on \(chosen); --calibration names others")
    }
    if let images = options.mapping.images, options.solver != .digital {
      notes.append(
        "pixels are streams of \(images.length) random bits: arrays are read \(images.length) times an image, and the means "
          + "of the network's outputs count; the digital network gets the values")
    }
    return notes
  }

  /// Says which layers have inputs of both signs before converters that read one.
  private static func signNotes(on layers: [Layer], options: EvaluationOptions) -> [String] {
    let clipped = layers.filter { layer in
      guard layer.isBipolar == true,
        let (technology, mapping) = options.arrays(ofLayer: layer.name),
        mapping.outputs.source == .technology, case .adc(let adc) = technology.periphery.converter
      else { return false }
      return max(adc.zeroVoltage, adc.fullScaleVoltage) <= 0
    }.map(\.name)
    guard !clipped.isEmpty else { return [] }
    return [
      "inputs of both signs in \(clipped.joined(separator: ", ")): the ADC reads currents of one "
        + "sign and clips the other; keep such layers digital, or give it a zero above 0 V"
    ]
  }
}

extension EvaluationResult.Summary {
  init(
    _ outcomes: [ImageOutcomes], agreements: [[Bool]], reference: ImageOutcomes,
    trials: [EvaluationResult.Trial], digital: EvaluationResult.Accuracy,
    options: EvaluationOptions
  ) {
    let rows = outcomes.map(\.isTop1)
    let sizes = reference.sizes
    let top1 = TrialMean(rows, sizes: sizes)
    let spread = CrossedVariance(rows.map { $0.map { $0 ? 1 : 0 } }, sizes: sizes)
    let losses = outcomes.map(\.losses)
    let hasLosses = !reference.losses.isEmpty
    self.init(
      top1: top1,
      top5: digital.top5 == nil ? nil : TrialMean(outcomes.map(\.isTop5), sizes: sizes),
      agreement: TrialMean(agreements, sizes: sizes),
      top1Change: top1.mean - digital.top1.value,
      change: TrialMean(changeOf: rows, against: [reference.isTop1], sizes: sizes),
      top1Deviation: spread.instanceDeviation,
      perplexity: hasLosses ? Perplexity(ofLoss: TrialMean(losses: losses, sizes: sizes)) : nil,
      perplexityRatio: hasLosses
        ? Perplexity(
          ofLoss: TrialMean(losses: losses, against: [reference.losses], sizes: sizes)) : nil,
      yield: options.wantedTop1.map { EvaluationResult.Yield(wanted: $0, of: trials) })
  }
}

extension EvaluationResult.ClassAccuracy {
  /// Counts the images of every class.
  fileprivate static func all(
    of count: Int, labels: [Int], reference: ImageOutcomes, outcomes: [ImageOutcomes]
  ) -> [Self] {
    var images = [Int](repeating: 0, count: count)
    var digital = images
    var arrays = images
    for (image, label) in labels.enumerated() {
      images[label] += 1
      if reference.isTop1[image] { digital[label] += 1 }
      arrays[label] += outcomes.count { $0.isTop1[image] }
    }
    return images.indices.map {
      Self(
        label: $0, images: images[$0], digital: digital[$0],
        arrays: Double(arrays[$0]) / Double(outcomes.count))
    }
  }
}
