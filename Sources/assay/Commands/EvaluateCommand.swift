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

  @OptionGroup var subject: EvaluationSubject

  @Option(
    help: "What computes the products: digital, ideal, fcm or nodal.",
    completion: .list(Solver.ofNetworks.map(\.rawValue)),
    transform: { try Solver.named($0, "solver", among: Solver.ofNetworks) })
  var solver = Solver.fcm

  @Option(
    help: ArgumentHelp(
      "Write the ranges of all converters to this JSON file, for --ranges of other runs.",
      valueName: "R.json"))
  var writeRanges: String?

  @Option(
    help: ArgumentHelp(
      """
      Fit the converters of --ranges that count comparisons to these arrays: full scales and gains with which layers \
      answer as they do on the arrays that the ranges were chosen for, those of technology FROM, or "ideal" ones of \
      --technology.
      """, valueName: "FROM"))
  var fitRanges: String?

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
    transform: { try DigitalCorrection.named($0, "correction") })
  var correction = DigitalCorrection.none

  @Option(
    help: """
      In what layers on arrays are computed: automatic (integers where they are fine enough), single or double \
      precision.
      """,
    completion: .list(Arithmetic.allCases.map(\.rawValue)),
    transform: { try Arithmetic.named($0, "arithmetic") })
  var arithmetic = Arithmetic.automatic

  @Flag(
    help: """
      Switch every non-ideality off and on alone, and tell what each costs and what digital remedies give \
      back.
      """)
  var attribute = false

  @OptionGroup var statistics: StatisticOptions

  @OptionGroup var predictive: PredictiveOptions

  @OptionGroup var record: RecordOptions

  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, value, highest) in [("trials", trials, 10_000), ("audit", audit ?? 1, 1_000_000)]
    where !(1...highest).contains(value) {
      throw ValidationError("--\(name) is \(value); accepted: 1 to \(highest)")
    }
    try subject.requireUse(by: solver)
    if solver == .digital, writeRanges != nil {
      throw ValidationError("--write-ranges has no use with --solver digital")
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
    for (name, isPresent) in [
      ("attribute", attribute), ("correction", correction != .none),
      ("arithmetic", arithmetic != .automatic),
    ] where isPresent && solver == .digital {
      throw ValidationError("--\(name) has no use with --solver digital")
    }
    if attribute, statistics.halfWidth != nil {
      throw ValidationError("--attribute compares the same instances; leave --half-width out")
    }
    if attribute, subject.ranges != nil {
      throw ValidationError("--attribute takes converters away; leave --ranges out")
    }
    if fitRanges != nil, subject.ranges == nil {
      throw ValidationError("--fit-ranges has no use without --ranges")
    }
    try predictive.requireUse(
      trials: trials, isDigital: solver == .digital,
      others: [("attribute", attribute), ("half-width", statistics.halfWidth != nil)])
    if audit != nil, solver != .fcm {
      throw ValidationError("--audit is for --solver fcm, not for \(solver.rawValue)")
    }
  }

  func run() async throws {
    let files = try CommandFiles(
      writing: [resultFile, logits, writeRanges]
        + (statistics.files + record.files).map(\.file),
      reading: subject.inputFiles + [record.states, fitFile]
        + (predictive.unknown.map {
          NetworkImages(network: subject.network, dataset: $0, preprocess: nil).files(
            calibration: nil)
        } ?? []))
    var options = try subject.options(solver, files)
    options.trials = predictive.samples ?? trials
    options.audit = audit
    options.correction = correction
    options.arithmetic = arithmetic
    try record.apply(to: &options)
    options.wantedHalfWidth = statistics.halfWidth.map { $0 / 100 }
    options.wantedTop1 = statistics.wantedTop1.map { $0 / 100 }
    options.wantedErrors = statistics.wantedErrors

    let loaded = try subject.load(for: options, files)
    try fit(loaded, &options, files)
    try subject.shareSamples(loaded, &options, keepsRanges: !attribute)
    // The predictions of a regression are its outputs.
    options.keepsOutputs =
      logits != nil || statistics.predictions != nil && !loaded.images.dataSet.targets.isEmpty
    let outcome: Evaluation.Outcome
    let stages = ProgressLines(options: output, isBrief: true)
    if attribute {
      var attribution = try Attribution(
        network: loaded.network, source: loaded.origin, images: loaded.images,
        sample: loaded.sample, options: options)
      try statistics.requireUse(of: attribution.task)
      attribution.stages = { stages.update($0, $1, of: $2) }
      let progress = ProgressLine("images", total: attribution.work, options: output)
      outcome = try attribution.run { progress.update($0) }
    } else if predictive.samples != nil {
      var evaluation = try PredictiveEvaluation(
        network: loaded.network, source: loaded.origin, images: loaded.images,
        sample: loaded.sample, unknown: try predictive.unknown.map { try subject.images($0) },
        options: options, sampling: predictive.sampling ?? .programming)
      evaluation.stages = { stages.update($0, $1, of: $2) }
      let progress = ProgressLine("images", total: evaluation.work, options: output)
      outcome = try evaluation.run { progress.update($0) }
    } else {
      var evaluation = try Evaluation(
        network: loaded.network, source: loaded.origin, images: loaded.images,
        sample: loaded.sample, options: options)
      try statistics.requireUse(of: evaluation.task)
      evaluation.stages = { stages.update($0, $1, of: $2) }
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
    try output.report(outcome.result, json: text)
  }

  /// The technology that ranges were chosen for; nil where there is none to read.
  private var fitFile: String? { fitRanges == "ideal" ? nil : fitRanges }

  /// Fits given ranges to the arrays, where the command asks for it.
  private func fit(
    _ loaded: EvaluationSubject.Loaded, _ options: inout EvaluationOptions, _ files: CommandFiles
  ) throws {
    guard let fitRanges else { return }
    var other = options
    other.layerTechnologies = [:]
    if let fitFile {
      let technology = try Technology(contentsOf: url(fitFile))
      try files.read(resourceFiles(of: technology, at: fitFile))
      other.technology = technology
      // A model that was fitted to these arrays says nothing of others.
      if other.fast.calibrated != nil { other.fast = FastModelRequest() }
    } else {
      (other.solver, other.fast) = (.ideal, FastModelRequest())
    }
    options.ranges = try Evaluation.fittedRanges(
      of: loaded.network, source: loaded.origin, sample: loaded.sample, options: options, to: other)
    options.remarks.append(
      "full scales and gains of \(subject.ranges ?? "") fitted from \(fitRanges) to these arrays")
  }

  private func url(_ path: String) -> URL { URL(fileURLWithPath: path) }
}
