public import ArgumentParser
import ArrayStorage
import Configuration
import CrossbarModels
import Crossbars
import Foundation
import GoldenData
public import Inference
import Networks

extension Solver: ExpressibleByArgument {}

/// `assay evaluate`: a network's accuracy, digitally and on crossbars.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a network's accuracy digitally and on modeled crossbars.",
    discussion: """
      Example: assay evaluate --network lenet5.onnx --dataset idx:images.gz,labels.gz \
      --technology netlists/technologies/ohmic-100k.toml --limit 1000 --output result.json

      A data set is idx:IMAGES.gz,LABELS.gz, cifar10:FILE.bin, images:DIR,LABELS.txt or \
      npy:X.npy,Y.npy.
      """)

  @Option(help: "The trained network, an ONNX file.")
  var network: String

  @Option(help: "The labeled images, KIND:PATH.")
  var dataset: String

  @Option(help: "The technology of the arrays; not needed by the solver digital.")
  var technology: String?

  @OptionGroup var fast: FastModelOptions

  @Option(help: "How the network is represented; without it the defaults of docs/inference.md.")
  var mapping: String?

  @Option(help: "What computes the products.")
  var solver = Solver.fcm

  @Option(help: "The preprocessing; without it NETWORK.toml beside the network.")
  var preprocess: String?

  @Option(
    help:
      "The labeled images that choose the ranges of the converters; without it those of --dataset.")
  var calibration: String?

  @Option(help: "The largest number of images.")
  var limit: Int?

  @Option(help: "The number of programmed instances.")
  var trials = 1

  @Option(help: "The seed of programming and resampling.")
  var seed: UInt64 = 0

  @Option(help: "How many threads share the work.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(name: .customLong("output"), help: "Write the result to this JSON file.")
  var resultFile: String?

  @Option(help: "Write the network's outputs to this NPY file.")
  var logits: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    let counts = [("limit", limit ?? 1, 1_000_000_000), ("trials", trials, 10_000)]
    for (name, value, highest) in counts + [("threads", threads, 1024)]
    where !(1...highest).contains(value) {
      throw ValidationError("--\(name) is \(value); accepted: 1 to \(highest)")
    }
    if solver == .digital {
      if mapping != nil { throw ValidationError("--mapping has no use with --solver digital") }
    } else if technology == nil {
      throw ValidationError("--solver \(solver.rawValue) needs --technology T.toml")
    }
    if let resultFile, let logits, url(resultFile).path == url(logits).path {
      throw ValidationError("--output and --logits name the same file")
    }
    try fast.requireUse(bySolver: solver.rawValue, isFast: solver == .fcm)
  }

  func run() async throws {
    for file in [resultFile, logits].compactMap({ $0 }) { try requirePlace(for: file) }
    var options = EvaluationOptions(
      solver: solver, technology: try technology.map { try Technology(contentsOf: url($0)) })
    if let mapping { options.mapping = try Mapping(contentsOf: url(mapping)) }
    options.fast = try fast.request()
    if let calibrated = options.fast.calibrated, let model = fast.model,
      let technology = options.technology
    {
      try calibrated.requireMatch(technology, source: model)
      let tile = options.mapping.tile
      try calibrated.validity.require(rows: tile.rows, columns: tile.columns, source: model)
      options.modelSource = try source(model)
    }
    (options.seed, options.trials, options.threads) = (seed, trials, threads)

    guard FileManager.default.isReadableFile(atPath: network) else {
      throw UnavailableError(network, reason: "the file cannot be read")
    }
    let preprocessing = try readPreprocessing()
    let images = try labeledImages(dataset, preprocessing, limit: limit)
    let trained = try Network(
      contentsOf: url(network), imageShape: images.dataSet.shape(after: preprocessing))
    let evaluation = try Evaluation(
      network: trained, source: source(network), images: images,
      sample: calibration.map { try labeledImages($0, preprocessing, limit: nil) } ?? images,
      options: options)
    let progress = ProgressLine("images", total: evaluation.work, options: output)
    let outcome = try evaluation.run { progress.update($0) }

    let text = try outcome.result.encoded()
    if let logits {
      try NPYFile.writeFloats(
        shape: outcome.logits.shape, outcome.logits.elements, to: url(logits))
    }
    if let resultFile { try AtomicFile.write(text, to: url(resultFile)) }
    if output.json {
      try StandardStream.output.write(text)
    } else {
      try StandardStream.output.write(outcome.result.table + "\n")
    }
  }

  private func url(_ path: String) -> URL { URL(fileURLWithPath: path) }

  private func source(_ path: String) throws -> EvaluationResult.Source {
    do {
      return EvaluationResult.Source(
        file: path, sha256: Checksum.of(try Data(contentsOf: url(path))))
    } catch {
      throw UnavailableError(path, reason: "the file cannot be read")
    }
  }

  private func labeledImages(
    _ specification: String, _ preprocessing: Preprocessing, limit: Int?
  ) throws -> LabeledImages {
    // Converter ranges come from the same images whatever the limit is.
    let read = max(limit ?? Evaluation.rangingImages, Evaluation.rangingImages)
    let isWhole = limit == nil && specification == dataset
    return try LabeledImages(
      DataSet(specification: specification, limit: isWhole ? nil : read), name: specification,
      preprocessing: preprocessing, limit: limit)
  }

  private func readPreprocessing() throws -> Preprocessing {
    let file = preprocess.map(url) ?? Preprocessing.defaultFile(for: url(network))
    if preprocess == nil, !FileManager.default.fileExists(atPath: file.path) {
      // Arrays can be preprocessed already; bytes of images never are.
      guard !dataset.hasPrefix("npy:") else { return Preprocessing() }
      guard FileManager.default.fileExists(atPath: url(network).path) else {
        throw UnavailableError(url(network).path, reason: "the file cannot be read")
      }
      throw UnavailableError(
        file.path, reason: "the preprocessing is missing; write --preprocess P.toml")
    }
    return try Preprocessing(contentsOf: file)
  }
}
