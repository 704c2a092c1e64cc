import ArgumentParser
import ArrayStorage
import Configuration
import CrossbarModels
import Crossbars
import Foundation
import GoldenData
import Inference
import Networks
import Records

/// `assay evaluate`: a network's accuracy, digitally and on crossbars.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a network's accuracy digitally and on modeled crossbars.",
    discussion: """
      Example: assay evaluate --network lenet5.onnx --dataset idx:images.gz,labels.gz \
      --technology netlists/technologies/ohmic-100k.toml --limit 1000 --output result.json

      A data set is idx:IMAGES.gz,LABELS.gz, cifar10:FILE.bin, images:DIR,LABELS.txt, \
      npy:X.npy,Y.npy or tokens:FILE.npy. Labels of Y.npy at every position of a sample, and the next \
      tokens of a text, are for networks with a class a position, whose perplexity is told too. Real \
      numbers in Y.npy, one for each output of the network, make a regression: its RMSE and R² are told.
      """)

  @Option(help: "The trained network, an ONNX file.")
  var network: String

  @Option(help: "The labeled images, KIND:PATH.")
  var dataset: String

  @Option(
    help: """
      What the data set asks of the network, classes or regression; without it what its files say, as in \
      docs/networks.md.
      """,
    completion: .list(NetworkTask.allCases.map(\.rawValue)), transform: NetworkTask.named)
  var task: NetworkTask?

  @Option(help: "The technology of the arrays; not needed by the solver digital.")
  var technology: String?

  @OptionGroup var fast: FastModelOptions

  @Option(help: "How the network is represented; without it the defaults of docs/inference.md.")
  var mapping: String?

  @Option(
    help: "What computes the products: digital, ideal, fcm or nodal.",
    completion: .list(Solver.ofNetworks.map(\.rawValue)),
    transform: { try Solver.named($0, among: Solver.ofNetworks) })
  var solver = Solver.fcm

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
    help: ArgumentHelp(
      "Write the ranges of all converters to this JSON file, for --ranges of other runs.",
      valueName: "R.json"))
  var writeRanges: String?

  @Option(parsing: .unconditional, help: "The largest number of images.")
  var limit: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Compare fcm with the nodal solver on so many reads of every layer, drawn from what its arrays are \
      read with; the exit status is 1 if a layer's currents are beyond 1.5 times the tolerance.
      """, valueName: "READS"))
  var audit: Int?

  @Option(parsing: .unconditional, help: "The number of programmed instances.")
  var trials = 1

  @Option(parsing: .unconditional, help: "The seed of programming and resampling.")
  var seed: UInt64 = 0

  @Option(parsing: .unconditional, help: "How many threads share the work.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(name: .customLong("output"), help: "Write the result to this JSON file.")
  var resultFile: String?

  @Option(help: "Write the network's outputs to this NPY file.")
  var logits: String?

  @Option(
    help: """
      What digital logic behind the arrays of every instance takes back, fitted on the images of \
      --calibration: none, factor, factors, bias or moments.
      """,
    completion: .list(DigitalCorrection.allCases.map(\.rawValue)),
    transform: { word in
      guard let correction = DigitalCorrection(rawValue: word) else {
        let names = DigitalCorrection.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("correction \(word); accepted: \(names)")
      }
      return correction
    })
  var correction = DigitalCorrection.none

  @Flag(
    help: """
      Switch every non-ideality off and on alone, and tell what each costs and what digital remedies give \
      back.
      """)
  var attribute = false

  @OptionGroup var statistics: StatisticOptions

  @OptionGroup var record: RecordOptions

  @OptionGroup var output: OutputOptions

  func validate() throws {
    let counts = [
      ("limit", limit ?? 1, 1_000_000_000), ("trials", trials, 10_000),
      ("audit", audit ?? 1, 1_000_000),
    ]
    for (name, value, highest) in counts + [("threads", threads, 1024)]
    where !(1...highest).contains(value) {
      throw ValidationError("--\(name) is \(value); accepted: 1 to \(highest)")
    }
    if solver == .digital {
      for (option, isPresent) in [
        ("mapping", mapping != nil), ("ranges", ranges != nil),
        ("write-ranges", writeRanges != nil),
      ] where isPresent {
        throw ValidationError("--\(option) has no use with --solver digital")
      }
    } else if technology == nil {
      throw ValidationError("--solver \(solver.rawValue) needs --technology T.toml")
    }
    let written =
      [("output", resultFile), ("logits", logits), ("write-ranges", writeRanges)]
      + statistics.files + record.files
    for (index, (name, file)) in written.enumerated() {
      guard let file, let other = written[..<index].first(where: { $0.1 == file }) else { continue }
      throw ValidationError("--\(other.0) and --\(name) name the same file")
    }
    try statistics.requireUse(trials: trials, isDigital: solver == .digital)
    try record.requireUse(
      isDigital: solver == .digital, isAttribution: attribute, isAudited: audit != nil)
    for (name, isPresent) in [("attribute", attribute), ("correction", correction != .none)]
    where isPresent && solver == .digital {
      throw ValidationError("--\(name) has no use with --solver digital")
    }
    if attribute, statistics.halfWidth != nil {
      throw ValidationError("--attribute compares the same instances; leave --half-width out")
    }
    if attribute, ranges != nil {
      throw ValidationError("--attribute takes converters away; leave --ranges out")
    }
    if audit != nil, solver != .fcm {
      throw ValidationError("--audit is for --solver fcm, not for \(solver.rawValue)")
    }
    try fast.requireUse(bySolver: solver.rawValue, isFast: solver == .fcm)
  }

  func run() async throws {
    let files = try CommandFiles(
      writing: [resultFile, logits, writeRanges]
        + (statistics.files + record.files).map(\.file),
      reading: inputFiles + [record.states])
    var options = EvaluationOptions(
      solver: solver, technology: try technology.map { try Technology(contentsOf: url($0)) })
    if let technology, let described = options.technology {
      try files.read(resourceFiles(of: described, at: technology))
    }
    if let mapping {
      options.mapping = try Mapping(contentsOf: url(mapping))
      options.layerTechnologies = try options.mapping.layerTechnologies(files)
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
    (options.seed, options.trials, options.threads) = (seed, trials, threads)
    options.audit = audit
    if let ranges {
      options.ranges = try ConverterRanges(contentsOf: url(ranges))
      options.rangesSource = try stored(ranges)
    }
    options.correction = correction
    try record.apply(to: &options)
    options.wantedHalfWidth = statistics.halfWidth.map { $0 / 100 }
    options.wantedTop1 = statistics.wantedTop1.map { $0 / 100 }
    options.wantedErrors = statistics.wantedErrors

    let preprocessing = try source.preprocessing()
    let images = try source.labeled(dataset, preprocessing, limit: limit)
    // The predictions of a regression are its outputs.
    options.keepsOutputs =
      logits != nil || statistics.predictions != nil && !images.dataSet.targets.isEmpty
    let trained = try Network(
      contentsOf: url(network), imageShapes: images.dataSet.shapes(after: preprocessing))
    try files.read(trained.dataFiles)
    if let calibrated = options.fast.calibrated, let model = fast.model {
      for layer in trained.matrixLayers where !options.mapping.isDigital(layer: layer.name) {
        let mapping = options.mapping.mapping(ofLayer: layer.name)
        guard mapping.technology == nil else { continue }
        try calibrated.validity.require(
          rows: mapping.tile.rows, columns: mapping.tile.columns, source: model)
      }
    }
    let origin = EvaluationResult.Source(file: network, sha256: trained.sha256)
    let sample = try calibration.map { try source.labeled($0, preprocessing, limit: nil) } ?? images
    let outcome: Evaluation.Outcome
    if attribute {
      let attribution = try Attribution(
        network: trained, source: origin, images: images, sample: sample, options: options)
      try statistics.requireUse(of: attribution.task)
      let progress = ProgressLine("images", total: attribution.work, options: output)
      outcome = try attribution.run { progress.update($0) }
    } else {
      let evaluation = try Evaluation(
        network: trained, source: origin, images: images, sample: sample, options: options)
      try statistics.requireUse(of: evaluation.task)
      let progress = ProgressLine("images", total: evaluation.work, options: output)
      outcome = try evaluation.run { progress.update($0) }
    }

    let text = try outcome.result.encoded()
    if let logits {
      try NPYFile.writeFloats(
        shape: outcome.logits.shape, outcome.logits.elements, to: url(logits))
    }
    if let writeRanges, let ranges = outcome.ranges {
      try AtomicFile.write(ranges.encoded(), to: url(writeRanges))
    }
    try statistics.write(outcome)
    try record.write(outcome.activations)
    if let resultFile { try AtomicFile.write(text, to: url(resultFile)) }
    if output.json {
      try output.report(json: text)
    } else {
      try StandardStream.output.write(outcome.result.table + "\n")
    }
    if let audit = outcome.result.audit, !audit.layersBeyond.isEmpty {
      complain(audit.verdict)
      throw ExitStatus.outsideTolerance
    }
  }

  /// Everything that is read, but for what a technology names.
  private var inputFiles: [String?] {
    let files =
      source.files(calibration: calibration)
      + [network, technology, fast.model, mapping, ranges].compactMap { $0 }
    // A folder in the place of a file is refused where it is read.
    return files.filter { file in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
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
