internal import Configuration
internal import CrossbarModels
internal import Crossbars
public import Networks
internal import Records

extension Evaluation {
  /// What the data set asks of the network.
  public var task: NetworkTask { isRegression ? .regression : .classes }

  /// Whether outputs are numbers instead of classes.
  var isRegression: Bool { targetSpread != nil }

  /// How far the targets of a regression are from their means; nil for classes.
  ///
  /// - Parameters:
  ///   - images: The images, as the network wants them.
  ///   - outputs: The number of outputs of the network.
  /// - Returns: The spread.
  /// - Throws: `InputError` if no label counts.
  static func targetSpread(of images: LabeledImages, outputs: Int) throws -> OutputSpread? {
    guard images.dataSet.task == .regression else {
      guard images.dataSet.labels(of: 0..<images.count).contains(where: { $0 >= 0 }) else {
        throw InputError(
          source: images.name, found: "no label that counts in the first \(images.count) images",
          accepted: "at least one")
      }
      return nil
    }
    return OutputSpread(images.targets, samples: images.count, outputs: outputs)
  }

  /// The streams of bits as which the arrays get some images; nil for their values.
  static func stream(
    of images: LabeledImages, _ options: EvaluationOptions, use: PixelStream.Use
  ) throws -> PixelStream? {
    guard options.solver != .digital else { return nil }
    return try options.mapping.images.map {
      try PixelStream(
        $0, source: options.mapping.source, dataSet: images.dataSet,
        preprocessing: images.preprocessing, seed: options.seed, use: use)
    }
  }

  /// Refuses what the task has no numbers for.
  func checkTask() throws {
    guard let targetSpread else {
      guard options.wantedErrors == nil else {
        throw UsageError(
          "\(images.name) has classes, which have neither RMSE nor R²: --wanted-top1 is for them")
      }
      return
    }
    guard options.wantedTop1 == nil else {
      throw UsageError(
        "\(images.name) has targets, which have no top-1: --wanted-rmse and --wanted-r2 are for them"
      )
    }
    guard targetSpread.variance == 0 else { return }
    var needing = options.wantedHalfWidth == nil ? [] : ["--half-width"]
    if case .r2 = options.wantedErrors { needing.append("--wanted-r2") }
    guard let option = needing.first else { return }
    throw Self.withoutSpread(images, option: option)
  }

  /// Refuses a regression whose errors no interval can be told of; the reads of its arrays need none.
  func requireSamples() throws {
    guard !isRegression || images.count > 1 else {
      throw InputError(
        source: images.name, found: "1 sample",
        accepted: "at least 2: one tells neither how far errors nor how far targets spread")
    }
  }

  /// The refusal of what rests on R², where there is none.
  static func withoutSpread(_ images: LabeledImages, option: String) -> InputError {
    InputError(
      source: images.name, location: "targets",
      found: "the same for all samples, so that no R² is defined",
      accepted: "targets that differ, or no \(option)")
  }

  static func requireFastModel(
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
  var rangesName: String { options.rangesSource?.file ?? "the ranges" }

  /// What chooses the ranges that are not given, for people.
  func rangeChooser(_ chosen: ChosenModel?) -> String {
    options.solver.rawValue + (chosen.map { ", \($0.settings.name)" } ?? "")
  }

  /// Refuses ranges of another network.
  func checkRanges() throws {
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
  var distinctTrials: Int {
    if options.states != nil || images.stream != nil { return options.trials }
    if options.repeatsReads { return readsDiffer ? options.trials : 1 }
    return network.matrixLayers.contains { options.isVaried(layer: $0.name) } ? options.trials : 1
  }

  /// Whether two reads of the same arrays can differ.
  private var readsDiffer: Bool {
    network.matrixLayers.contains { layer in
      guard let arrays = options.arrays(ofLayer: layer.name) else { return false }
      return arrays.technology.variation.readNoise != nil
        || arrays.mapping.partialSums?.converter == .stochastic
    }
  }

  /// The mapping with the column converters decided.
  static func resolved(_ options: EvaluationOptions) throws -> Mapping {
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
}
