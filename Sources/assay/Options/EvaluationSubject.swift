import ArgumentParser
import Configuration
import CrossbarModels
import Crossbars
import Foundation
import GoldenData
import Inference
import Networks
import Records

/// What is evaluated: a network on images, and the arrays that hold it.
struct EvaluationSubject: ParsableArguments {
  @Option(help: "The trained network, an ONNX file.")
  var network: String

  @Option(help: "The labeled images, KIND:PATH.")
  var dataset: String

  @Option(
    help: """
      What the data set asks of the network, classes or regression; without it what its files say, as in \
      docs/networks.md.
      """,
    completion: .list(NetworkTask.allCases.map(\.rawValue)),
    transform: { try NetworkTask.named($0, "task") })
  var task: NetworkTask?

  @Option(help: "The technology of the arrays; not needed by the solver digital.")
  var technology: String?

  @OptionGroup var fast: FastModelOptions

  @Option(help: "How the network is represented; without it the defaults of docs/inference.md.")
  var mapping: String?

  @Option(help: "The preprocessing; without it NETWORK.toml beside the network.")
  var preprocess: String?

  @Option(
    help:
      "The labeled images that choose the ranges of the converters; without it those of --dataset.")
  var calibration: String?

  @Option(
    help: ArgumentHelp(
      "Take the ranges of all converters from this file, which --write-ranges of another run wrote.",
      valueName: "R.json"))
  var ranges: String?

  @Option(
    parsing: .unconditional,
    help: """
      Share so many samples a conversion, in the mean, out among the layers whose sums are counted by chance, in \
      place of the mapping's partial_sums.samples.
      """)
  var sampleBudget: Double?

  @Option(
    help: ArgumentHelp(
      "Raise the pairs of cells as this file says, which a training with [bayes] wrote beside its network.",
      valueName: "N.raises.json"))
  var raises: String?

  @Option(parsing: .unconditional, help: "The largest number of images.")
  var limit: Int?

  @Option(parsing: .unconditional, help: "The seed of programming and resampling.")
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: "How many threads share the work.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    for (name, value, highest) in [
      ("limit", limit ?? 1, 1_000_000_000), ("threads", threads, 1024),
    ]
    where !(1...highest).contains(value) {
      throw ValidationError("--\(name) is \(value); accepted: 1 to \(highest)")
    }
  }

  /// Refuses options that the solver has no use for, and one that misses its technology.
  func requireUse(by solver: Solver) throws {
    if solver == .digital {
      for (option, isPresent) in [
        ("mapping", mapping != nil), ("ranges", ranges != nil), ("raises", raises != nil),
        ("sample-budget", sampleBudget != nil),
      ]
      where isPresent {
        throw ValidationError("--\(option) has no use with --solver digital")
      }
    } else if technology == nil {
      throw ValidationError("--solver \(solver.rawValue) needs --technology T.toml")
    }
    try fast.requireUse(bySolver: solver.rawValue, isFast: solver == .fcm)
  }

  /// Everything that is read, but for what a technology names.
  var inputFiles: [String?] {
    let files =
      source.files(calibration: calibration)
      + [network, technology, fast.model, mapping, ranges, raises].compactMap { $0 }
    // A folder in the place of a file is refused where it is read.
    return files.filter { file in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// What the options say of an evaluation.
  ///
  /// - Parameters:
  ///   - solver: What computes the products.
  ///   - files: The files of the command.
  /// - Returns: The options of an evaluation.
  /// - Throws: `InputError` or `UnavailableError` if a file is malformed or missing.
  func options(_ solver: Solver, _ files: CommandFiles) throws -> EvaluationOptions {
    var options = EvaluationOptions(
      solver: solver, technology: try technology.map { try Technology(contentsOf: url($0)) })
    if let technology, let described = options.technology {
      try files.read(resourceFiles(of: described, at: technology))
    }
    if let mapping {
      options.mapping = try Mapping(contentsOf: url(mapping))
      options.layerTechnologies = try options.mapping.layerTechnologies(files)
    }
    if let sampleBudget {
      guard Mapping.PartialSums.Allocation.budgets.contains(sampleBudget) else {
        throw UsageError("--sample-budget is \(sampleBudget); accepted: 1 to 64")
      }
      guard var sums = options.mapping.partialSums else {
        throw UsageError("--sample-budget needs a mapping with a table [partial_sums]")
      }
      guard sums.converter == .stochastic || sums.converter == .technology else {
        throw UsageError(
          "--sample-budget needs stochastic converters; partial_sums.converter of "
            + "\(options.mapping.source) is \"\(sums.converter.rawValue)\"")
      }
      var allocation = sums.allocation ?? Mapping.PartialSums.Allocation(budget: sampleBudget)
      allocation.budget = sampleBudget
      (sums.allocation, sums.streamSamples) = (allocation, nil)
      options.mapping.partialSums = sums
    }
    options.fast = try fast.request()
    if let calibrated = options.fast.calibrated, let model = fast.model,
      let technology = options.technology
    {
      try calibrated.requireMatch(technology, source: model)
      var file = try stored(model)
      file.origin = calibrated.origin
      options.modelSource = file
    }
    (options.seed, options.threads) = (seed, threads)
    if let ranges {
      options.ranges = try ConverterRanges(contentsOf: url(ranges))
      options.rangesSource = try stored(ranges)
    }
    return options
  }

  /// What a network is evaluated on.
  struct Loaded {
    /// The network.
    let network: Network
    /// Its file.
    let origin: EvaluationResult.Source
    /// The images.
    let images: LabeledImages
    /// Those that choose ranges.
    let sample: LabeledImages
  }

  /// Reads network and images.
  ///
  /// - Parameters:
  ///   - options: The options of the evaluation.
  ///   - files: The files of the command.
  /// - Returns: Network and images.
  /// - Throws: `InputError` or `UnavailableError` if a file is malformed or missing, or if a model's file
  ///   does not hold for the arrays.
  func load(for options: EvaluationOptions, _ files: CommandFiles) throws -> Loaded {
    let preprocessing = try source.preprocessing()
    let images = try source.labeled(dataset, preprocessing, limit: limit)
    var trained = try Network(
      contentsOf: url(network), imageShapes: images.dataSet.shapes(after: preprocessing))
    if let raises {
      trained = try WeightRaises(contentsOf: url(raises)).applied(to: trained, source: raises)
    }
    try files.read(trained.dataFiles)
    if let calibrated = options.fast.calibrated, let model = fast.model {
      for layer in trained.matrixLayers where !options.mapping.isDigital(layer: layer.name) {
        let mapping = options.mapping.mapping(ofLayer: layer.name)
        guard mapping.technology == nil else { continue }
        try calibrated.validity.require(
          rows: mapping.tile.rows, columns: mapping.tile.columns, source: model)
      }
    }
    return Loaded(
      network: trained, origin: EvaluationResult.Source(file: network, sha256: trained.sha256),
      images: images,
      sample: try calibration.map { try source.labeled($0, preprocessing, limit: nil) } ?? images)
  }

  /// Shares samples of conversions out, where the mapping asks for it.
  ///
  /// - Parameters:
  ///   - loaded: Network and images.
  ///   - options: The options, whose mapping has numbers of samples then.
  ///   - keepsRanges: Whether the options also have the ranges with which the shares were judged.
  ///   - when: What the remarks begin with.
  /// - Throws: `InputError` if the network has no gradient, or no layer has samples to share.
  func shareSamples(
    _ loaded: Loaded, _ options: inout EvaluationOptions, keepsRanges: Bool,
    saying when: String = ""
  ) throws {
    guard
      let shares = try Evaluation.sampleShares(
        of: loaded.network, source: loaded.origin, sample: loaded.sample, options: options)
    else { return }
    options.mapping = shares.mapping
    if keepsRanges { options.ranges = shares.ranges }
    options.remarks += shares.lines.map { when + $0 }
  }

  /// Other images for the same network, as many as `--limit` says.
  ///
  /// - Parameter specification: The data set, KIND:PATH.
  /// - Returns: The images.
  /// - Throws: `UnavailableError` or `InputError` if there is no such data set.
  func images(_ specification: String) throws -> LabeledImages {
    try LabeledImages(
      DataSet(specification: specification, limit: limit), name: specification,
      preprocessing: source.preprocessing())
  }

  private var source: NetworkImages {
    NetworkImages(network: network, dataset: dataset, preprocess: preprocess, task: task)
  }

  private func url(_ path: String) -> URL { URL(fileURLWithPath: path) }

  private func stored(_ path: String) throws -> EvaluationResult.Source {
    EvaluationResult.Source(
      file: path, sha256: Checksum.of(try InputFile.data(of: url(path), limit: 1 << 32)))
  }
}
