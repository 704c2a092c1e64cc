internal import CrossbarModels
internal import Crossbars
internal import Networks

extension EvaluationResult.Accuracy {
  init(_ outcomes: ImageOutcomes, classes: Int) {
    top1 = Proportion(outcomes.isTop1.count(where: { $0 }), of: outcomes.isTop1.count)
    top5 =
      classes > 5
      ? Proportion(outcomes.isTop5.count(where: { $0 }), of: outcomes.isTop5.count) : nil
  }
}

extension EvaluationResult.Layer {
  init(_ layer: MatrixLayer, onArrays: CrossbarLayer?, tile mapping: Mapping, error: Double?) {
    name = layer.name
    kind = layer.kind.rawValue
    inputs = layer.inputs
    outputs = layer.outputs
    groups = layer.groups
    isDigital = onArrays == nil
    let grid = TileGrid(inputs: layer.inputs, outputs: layer.outputs, tile: mapping.tile)
    let polarities = mapping.weights.encoding == .differential ? 2 : 1
    arrays = onArrays == nil ? 0 : grid.count * layer.groups * mapping.sliceCount * polarities
    inputRange = onArrays?.prepared.inputConverter.limit
    isBipolar = onArrays?.prepared.inputConverter.isBipolar
    outputRanges = onArrays?.outputRanges ?? []
    if case .circuit(let decoding) = onArrays?.conversion {
      feedbackResistanceOhm = decoding.feedbackResistance
    } else {
      feedbackResistanceOhm = nil
    }
    relativeError = error
  }
}

extension EvaluationResult.ArrayTechnology {
  init(_ technology: Technology) {
    values = TechnologyRecord(technology)
    levels = technology.cell.levels
    variation = technology.variation.programming.distribution.rawValue
    variationSigma = technology.variation.programming.relativeSigma
    let isSimple =
      !technology.variation.isMoreThanProgramming
      && technology.variation.programming.distribution != .stateDependent
    variations = isSimple ? nil : technology.variationSummary
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
    self.network = network
    dataSet = images.name
    self.images = images.count
    calibrationDataSet = sample.name
    calibrationImages = sample.count
    solver = options.solver
    model = isDigital ? nil : options.modelSource
    fastModel = chosen.map(FastModel.init)
    technology = isDigital ? nil : options.technology.map(ArrayTechnology.init)
    mapping = isDigital ? nil : options.mapping
    converter = isDigital ? nil : options.technology.map(options.mapping.converterSummary)
    seed = options.seed
    digital = Accuracy(reference, classes: classes)
    trials = zip(outcomes, agreements).enumerated().map { index, pair in
      Trial(
        trial: index, accuracy: Accuracy(pair.0, classes: classes),
        agreement: Proportion(pair.1.count(where: { $0 }), of: pair.1.count))
    }
    summary =
      outcomes.isEmpty
      ? nil
      : Self.summary(
        outcomes, agreements: agreements, classes: classes, seed: options.seed,
        digital: digital.top1.value)
    self.layers = layers
    self.timing = timing
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
