internal import CrossbarModels
internal import Crossbars
internal import Networks
internal import Records

extension EvaluationResult.Accuracy {
  init(_ outcomes: ImageOutcomes, classes: Int) {
    func share(_ outcomes: [Bool]) -> Proportion {
      Proportion(outcomes.count(where: { $0 }), of: outcomes.count)
    }
    self.init(
      top1: share(outcomes.isTop1), top5: classes > 5 ? share(outcomes.isTop5) : nil)
  }
}

extension EvaluationResult.Layer {
  init(_ layer: MatrixLayer, onArrays: CrossbarLayer?, tile mapping: Mapping, error: Double?) {
    let arrays = mapping.arrays(
      inputs: layer.inputs, outputs: layer.outputs, groups: layer.groups)
    self.init(
      name: layer.name, kind: layer.kind.rawValue, inputs: layer.inputs, outputs: layer.outputs,
      groups: layer.groups, isDigital: onArrays == nil,
      arrays: onArrays == nil ? 0 : Int(arrays),
      inputRange: onArrays?.prepared.inputConverter.limit,
      isBipolar: onArrays?.prepared.inputConverter.isBipolar,
      outputRanges: onArrays?.outputRanges ?? [],
      feedbackResistanceOhm: onArrays?.conversion.feedbackResistance, relativeError: error)
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
    options: EvaluationOptions, classes: Int, reference: ImageOutcomes, outcomes: [ImageOutcomes],
    chosen: ChosenModel?, layers: [Layer], timing: Timing
  ) {
    let isDigital = options.solver == .digital
    let agreements = outcomes.map { zip($0.predicted, reference.predicted).map(==) }
    let digital = Accuracy(reference, classes: classes)
    self.init(
      network: network, dataSet: images.name, images: images.count,
      calibrationDataSet: sample.name, calibrationImages: sample.count,
      solver: options.solver, model: isDigital ? nil : options.modelSource,
      fastModel: chosen.map(FastModel.init),
      technology: isDigital ? nil : options.technology.map(ArrayTechnology.init),
      mapping: isDigital ? nil : options.mapping,
      converter: isDigital ? nil : options.technology.map(options.mapping.converterSummary),
      notes: Self.notes(on: layers, options: options), seed: options.seed, digital: digital,
      trials: zip(outcomes, agreements).enumerated().map { index, pair in
        Trial(
          trial: index, accuracy: Accuracy(pair.0, classes: classes),
          agreement: Proportion(pair.1.count(where: { $0 }), of: pair.1.count))
      },
      summary: outcomes.isEmpty
        ? nil
        : Self.summary(
          outcomes, agreements: agreements, classes: classes, seed: options.seed,
          digital: digital.top1.value),
      layers: layers, timing: timing)
  }

  /// Says which layers have inputs of both signs before converters that read one.
  private static func notes(on layers: [Layer], options: EvaluationOptions) -> [String]? {
    guard options.mapping.outputs.source == .technology,
      let converter = options.technology?.periphery.converter,
      case .adc(let adc) = converter, max(adc.zeroVoltage, adc.fullScaleVoltage) <= 0
    else { return nil }
    let clipped = layers.filter { $0.isBipolar == true }.map(\.name)
    guard !clipped.isEmpty else { return nil }
    return [
      "inputs of both signs in \(clipped.joined(separator: ", ")): the ADC reads currents of one "
        + "sign and clips the other; keep such layers digital, or give it a zero above 0 V"
    ]
  }

  private static func summary(
    _ outcomes: [ImageOutcomes], agreements: [[Bool]], classes: Int, seed: UInt64, digital: Double
  ) -> Summary {
    func mean(_ outcomes: [[Bool]]) -> TrialMean {
      let isOneInstance = outcomes.dropFirst().allSatisfy { $0 == outcomes[0] }
      return TrialMean(isOneInstance ? [outcomes[0]] : outcomes, seed: seed)
    }
    let top1 = mean(outcomes.map(\.isTop1))
    return Summary(
      top1: top1,
      top5: classes > 5 ? mean(outcomes.map(\.isTop5)) : nil,
      agreement: mean(agreements), top1Change: top1.mean - digital)
  }
}
