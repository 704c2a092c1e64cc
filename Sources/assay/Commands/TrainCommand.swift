import ArgumentParser
import ArrayStorage
import Configuration
import CrossbarModels
import Crossbars
import Dispatch
import Foundation
import Inference
import Networks
import Records
import Reports
import Synchronization
import Training

/// `assay train`: a network trained on the arrays that will run it.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on modeled crossbars, and write it as an ONNX file.",
    discussion: """
      Every step programs the arrays with the weights that there are, reads them with the images of a batch, and \
      takes the gradient back through what the arrays multiply by. With --validation the accuracy before and after \
      is measured on arrays as assay evaluate does. Without --technology the network is trained digitally.

      Where the training stands is kept in a folder beside the output, TRAINED.training: the same command goes on \
      there, also after kill -9, and ends in the same bytes. Ctrl-C ends after the present step and writes what is \
      trained so far. Order, flips and the arrays of the training follow from the recipe's seed; --seed is that \
      of the arrays of --validation.

      Example: assay train --network resnet20.onnx --dataset cifar10:train.bin --technology \
      netlists/technologies/ohmic-100k.toml --mapping mapping.toml --recipe netlists/recipes/fine-tune.toml \
      --validation cifar10:test_batch.bin --output trained.onnx
      """)

  @OptionGroup var subject: EvaluationSubject

  @Option(help: ArgumentHelp("How it is trained.", valueName: "RECIPE.toml"))
  var recipe: String?

  @Option(
    parsing: .unconditional, help: "Take so many steps, in place of the recipe's epochs or steps.")
  var steps: Int?

  @Option(
    help: """
      By what gradients go back through layers on arrays, in place of the recipe's: arrays (what they multiply by) \
      or ideal (the weights themselves).
      """,
    completion: .list(Recipe.Backward.allCases.map(\.rawValue)),
    transform: { try Recipe.Backward.named($0, "backward") })
  var backward: Recipe.Backward?

  @Option(
    help: ArgumentHelp(
      """
      The network whose outputs the recipe's loss.teacher has the trained one come near; without it the network \
      itself, as it is before.
      """, valueName: "NETWORK.onnx"))
  var teacher: String?

  @Option(
    help: ArgumentHelp(
      """
      The member of the family that reads the arrays while the network is trained; without it the one that \
      --validation is measured by. A single matrix, secant, trains on bent cells in a tenth of the time.
      """, valueName: "KIND"))
  var trainingKind: ModelKind?

  @Option(help: "Labeled images by which the accuracy before and after is measured, KIND:PATH.")
  var validation: String?

  @Option(parsing: .unconditional, help: "The largest number of images of --validation.")
  var validationLimit: Int?

  @Option(
    parsing: .unconditional,
    help: "On how many sets of arrays, drawn anew, the accuracy before and after is measured.")
  var trials = 1

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("Write the trained network to this file.", valueName: "TRAINED.onnx"))
  var outputFile: String

  @Option(
    help: ArgumentHelp(
      "Keep where the training stands in this folder; without it TRAINED.training.",
      valueName: "DIR"))
  var folder: String?

  @OptionGroup var console: OutputOptions

  func validate() throws {
    for (name, value, highest) in [
      ("steps", steps ?? 1, 1_000_000_000),
      ("validation-limit", validationLimit ?? 1, 1_000_000_000),
      ("trials", trials, 10_000),
    ] where !(1...highest).contains(value) {
      throw ValidationError("--\(name) is \(value); accepted: 1 to \(highest)")
    }
    if validation == nil {
      for (name, isPresent) in [
        ("validation-limit", validationLimit != nil), ("trials", trials != 1),
      ]
      where isPresent {
        throw ValidationError("--\(name) needs --validation KIND:PATH")
      }
    }
    if technology == nil {
      for (name, isPresent) in [
        ("mapping", subject.mapping != nil), ("backward", backward != nil),
        ("training-kind", trainingKind != nil),
      ]
      where isPresent {
        throw ValidationError("--\(name) needs --technology T.toml")
      }
    }
    if subject.task == .regression {
      throw ValidationError("--task regression: a training knows classes alone, one an image")
    }
    if subject.ranges != nil {
      throw ValidationError("--ranges has no use: a training chooses them as it goes")
    }
    try subject.fast.requireUse(bySolver: solver.rawValue, isFast: solver == .fcm)
  }

  private var technology: String? { subject.technology }
  private var solver: Solver { technology == nil ? .digital : .fcm }

  private var trainingFolder: URL {
    if let folder { return url(folder) }
    let place = url(outputFile)
    let name = place.pathExtension == "onnx" ? place.deletingPathExtension() : place
    return name.appendingPathExtension("training")
  }

  func run() async throws {
    let files = try CommandFiles(
      writing: [outputFile], reading: subject.inputFiles + [recipe, teacher] + validationFiles)
    let place = FileIdentity.places(outputFile)
    let ownFolder = FileIdentity.places(trainingFolder.path)
    guard place != ownFolder, url(place).deletingLastPathComponent().path != ownFolder else {
      throw UsageError("\(outputFile) lies in the folder of the training; name another place")
    }
    try requireFile(outputFile)
    var options = try subject.options(solver, files)
    let plan = try recipeInHand()
    let loaded = try subject.load(for: options, files)
    try subject.shareSamples(
      loaded, &options, keepsRanges: false, saying: "before the training, ")
    var trained = options
    if let trainingKind { trained.fast = FastModelRequest(kind: trainingKind) }
    let network = loaded.network
    // More may have been read for the choice of ranges than are trained on.
    let images = try loaded.images.dataSet.prefix(loaded.images.count).arranged(
      for: network, preprocessing: loaded.images.preprocessing)
    if let teacher, plan.recipe.teacherShare == 0 {
      throw UsageError("--teacher \(teacher) needs a recipe with loss.teacher above 0")
    }
    let taught = try teacher.map {
      try Network(
        contentsOf: url($0), imageShapes: images.shapes(after: loaded.images.preprocessing))
    }
    try files.read(taught?.dataFiles ?? [])
    let stages = ProgressLines(options: console, isBrief: true)
    let trainer = try namingRecipe {
      try Trainer(
        network, dataSet: images, preprocessing: loaded.images.preprocessing, recipe: plan.recipe,
        teacher: taught, threads: subject.threads,
        circuit: technology == nil
          ? nil
          : TrainingCircuit(
            sample: loaded.sample, options: trained, source: loaded.origin,
            stages: { stages.update($0, $1, of: $2) }))
    }
    let kept = try TrainingFolder(
      trainingFolder,
      identity: identity(
        loaded, images, recipe: plan.recipe, teacher: taught, trained))
    let checked = try validation.map {
      try LabeledImages(
        DataSet(specification: $0, limit: validationLimit), name: $0,
        preprocessing: loaded.images.preprocessing)
    }
    let training = TrainingRun(trainer, folder: kept)
    if !console.quiet { tell(try training.remainder(), of: trainer) }
    let places = ["before.json", "after.json"].map { kept.url.appendingPathComponent($0) }
    let before = try checked.map {
      try measure(network, subject.network, on: $0, loaded, options, to: places[0])
    }

    let outcome = try train(training, of: trainer)
    let parameters = outcome.parameters
    let data = try network.onnx(holding: parameters)
    try AtomicFile.write(data, to: url(outputFile))
    try writePreprocessing()
    try AtomicFile.write(Data(plan.text.utf8), to: kept.url.appendingPathComponent("recipe.toml"))
    var written = try Network(
      contentsOf: url(outputFile), imageShapes: images.shapes(after: loaded.images.preprocessing))
    if let raises = outcome.raises {
      let record = WeightRaises(
        raises, of: written,
        file: EvaluationResult.Source(file: outputFile, sha256: written.sha256))
      try AtomicFile.write(record.encoded(), to: raisesFile)
      written = try record.applied(to: written, source: raisesFile.path)
    }
    var measured = options
    if var ranges = outcome.ranges {
      ranges.network = EvaluationResult.Source(file: outputFile, sha256: written.sha256)
      ranges.chosenBy = "a training of \(outcome.steps.count) steps"
      let text = try ranges.encoded()
      try AtomicFile.write(text, to: rangesFile)
      measured.ranges = ranges
      measured.rangesSource = EvaluationResult.Source(
        file: rangesFile.path, sha256: Checksum.of(text))
    }
    let after = try checked.map {
      try measure(written, outputFile, on: $0, loaded, measured, to: places[1])
    }
    let comparison = before.flatMap { before in
      after.map { Comparison(before: before, after: $0) }
    }
    let summary = Summary(
      output: outputFile, folder: kept.url.path, steps: outcome.steps.count,
      isComplete: outcome.isComplete, loss: outcome.steps.last?.loss,
      before: comparison?.before, after: comparison?.after, change: comparison?.change,
      partOfLoss: comparison?.partOfLoss, switching: outcome.switching)
    let record = TrainingRecord(
      outcome.steps, batch: plan.recipe.batch,
      stepsPerEpoch: plan.recipe.stepsPerEpoch(images: images.count))
    try await write(record, summary, comparison, results: places, in: kept.url)
    let warnings = [
      record.rises ? "the loss rose: a smaller optimizer.rate or arrays.ranging_steps" : nil,
      comparison.map { $0.change.upper < 0 } == true
        ? "the network is worse than before: a smaller optimizer.rate, loss.teacher, or a smaller arrays.ranging_steps"
        : nil,
    ].compactMap(\.self)
    try console.report(
      summary,
      text: text(
        outcome, of: trainer.steps, comparison, after?.result, warnings: warnings, in: kept.url))
  }

  /// Where the settings of the converters go that a training keeps.
  private var rangesFile: URL { trainingFolder.appendingPathComponent("ranges.json") }

  private var validationFiles: [String?] {
    validation.map {
      NetworkImages(network: subject.network, dataset: $0, preprocess: nil, task: nil)
        .files(calibration: nil)
    } ?? []
  }

  /// Where the raises of a network with spreads are written.
  private var raisesFile: URL {
    let place = url(outputFile)
    return (place.pathExtension == "onnx" ? place.deletingPathExtension() : place)
      .appendingPathExtension("raises.json")
  }

  // MARK: - Training

  private func tell(_ left: TrainingRun.Remainder, of trainer: Trainer) {
    guard left.steps > 0 else { return console.note("the folder holds all \(trainer.steps) steps") }
    let threads = subject.threads == 1 ? "1 thread" : "\(subject.threads) threads"
    let time = CampaignCost.text(seconds: left.seconds)
    console.note(
      "\(left.steps) steps of \(trainer.recipe.batch) images: about \(time) on \(threads)"
        + (validation == nil ? "" : ", and the time of --validation before and after")
        + ", \(ProcessMemory.peak >> 20) MiB of memory")
  }

  private func train(
    _ training: TrainingRun, of trainer: Trainer
  ) throws -> TrainingRun.Outcome {
    // The first signal ends the training, a second one the program.
    let isStopped = Mutex(false)
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      isStopped.withLock { $0 = true }
      signal(SIGINT, SIG_DFL)
    }
    source.resume()
    defer {
      source.cancel()
      signal(SIGINT, SIG_DFL)
    }
    let progress = ProgressLine("steps", total: trainer.steps, options: console)
    let line = LossLine(batch: trainer.recipe.batch, options: console)
    return try training.run(
      isStopped: { isStopped.withLock { $0 } },
      progress: { done, step in
        progress.update(done)
        line.add(done, step)
      })
  }

  /// Names the file in what is wrong with a recipe.
  private func namingRecipe<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as InputError where error.source == "the recipe" {
      throw InputError(
        source: recipe ?? "the standard recipe", location: error.location, found: error.found,
        accepted: error.accepted)
    }
  }

  private func recipeInHand() throws -> (recipe: Recipe, text: String) {
    var text =
      try recipe.map {
        String(decoding: try InputFile.data(of: url($0), limit: 1 << 20), as: UTF8.self)
      } ?? Recipe.standardText
    var found = try Recipe(
      recipe.map { try ConfigurationDocument(contentsOf: url($0)) }
        ?? ConfigurationDocument(text: text, source: "the standard recipe"))
    if let steps {
      found.length = .steps(steps)
      text += "# in place of epochs or steps above: --steps \(steps)\n"
    }
    if let backward {
      found.backward = backward
      text += "# in place of arrays.backward above: --backward \(backward.rawValue)\n"
    }
    return (found, text)
  }

  /// All that the training depends on, as a sum.
  private func identity(
    _ loaded: EvaluationSubject.Loaded, _ images: DataSet, recipe: Recipe, teacher: Network?,
    _ options: EvaluationOptions
  ) throws -> String {
    let parts = [
      assayVersion, loaded.network.sha256, "\(recipe)", images.sha256,
      "\(loaded.images.preprocessing)",
      // Without a circuit there are no ranges to choose.
      technology == nil ? "" : loaded.sample.dataSet.sha256,
      "\(options.technology as Any) \(options.mapping) \(options.layerTechnologies)",
      "\(options.fast) \(teacher?.sha256 ?? "")",
    ]
    return Checksum.of(Data(parts.joined(separator: "\n").utf8))
  }

  /// Refuses what is no file: the network is read again.
  private func requireFile(_ path: String) throws {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url(path).resolvingSymlinksInPath().path)
    guard let type = attributes?[.type] as? FileAttributeType, type != .typeRegular else { return }
    throw UsageError("\(path) is no plain file; name one for the trained network")
  }

  /// Gives the trained network the preprocessing that lies beside the network, unless something lies there already.
  private func writePreprocessing() throws {
    let own = Preprocessing.defaultFile(for: url(outputFile))
    let others = Preprocessing.defaultFile(for: url(subject.network))
    let manager = FileManager.default
    guard subject.preprocess == nil, manager.fileExists(atPath: others.path),
      !manager.fileExists(atPath: own.path)
    else { return }
    try AtomicFile.write(try InputFile.data(of: others, limit: 1 << 20), to: own)
  }

  // MARK: - Accuracy

  private func measure(
    _ network: Network, _ file: String, on images: LabeledImages,
    _ loaded: EvaluationSubject.Loaded, _ options: EvaluationOptions, to place: URL
  ) throws -> MeasuredNetwork {
    var options = options
    options.trials = technology == nil ? 1 : trials
    options.keepsOutputs = false
    let evaluation = try Evaluation(
      network: network,
      source: EvaluationResult.Source(file: file, sha256: network.sha256), images: images,
      sample: loaded.sample, options: options)
    let progress = ProgressLine("images", total: evaluation.work, options: console)
    let measured = try MeasuredNetwork(evaluation.run { progress.update($0) })
    try AtomicFile.write(measured.result.encoded(), to: place)
    return measured
  }

  /// Writes what belongs to the training beside its state.
  private func write(
    _ record: TrainingRecord, _ summary: Summary, _ comparison: Comparison?, results: [URL],
    in folder: URL
  ) async throws {
    try AtomicFile.write(
      console.encoded(summary), to: folder.appendingPathComponent("summary.json"))
    try AtomicFile.write(
      Data(record.table.utf8), to: folder.appendingPathComponent("training.csv"))
    try await record.figure?.write(to: folder.appendingPathComponent("training.svg"))
    guard let comparison else { return }
    var page = try ReportPage(
      title: "\(outputFile), before and after",
      results: results.map { try StoredResult(contentsOf: $0) },
      program: "assay \(assayVersion)")
    page.summary = "\(comparison.summary) \(page.summary)"
    if let figure = record.figure {
      page.sections.insert(ReportSection("Training", [.figure(figure)]), at: 0)
    }
    try await page.write(to: folder.appendingPathComponent("report.html"))
  }

  private func text(
    _ outcome: TrainingRun.Outcome, of steps: Int, _ comparison: Comparison?,
    _ after: EvaluationResult?, warnings: [String], in folder: URL
  ) -> String {
    var lines: [String] = []
    let from = outcome.first > 0 ? ", taken up at step \(outcome.first)" : ""
    lines.append(
      "\(outcome.steps.count) of \(steps) steps\(from)"
        + (outcome.isComplete ? "" : "; ended early, the same command goes on")
        + (outcome.steps.last.map { String(format: "; loss %.4g", $0.loss) } ?? ""))
    if let switching = outcome.switching { lines.append(switching.text) }
    if let method = after?.fastModel { lines.append(method.summary) }
    lines += warnings.map { PrintedText.line("note: \($0)") }
    lines += after?.notes?.map { PrintedText.line("note, of the trained network: \($0)") } ?? []
    lines += comparison?.lines ?? []
    if outcome.ranges != nil {
      lines.append("its converters are set by \(rangesFile.path): assay evaluate --ranges")
    }
    lines.append("the network is in \(outputFile), its record in \(folder.path)")
    return lines.joined(separator: "\n")
  }

  private func url(_ path: String) -> URL { URL(fileURLWithPath: path) }

  /// What is printed as JSON.
  private struct Summary: Encodable {
    var output: String
    var folder: String
    var steps: Int
    var isComplete: Bool
    var loss: Double?
    var before: Accuracy?
    var after: Accuracy?
    var change: TrialMean?
    var partOfLoss: Double?
    var switching: SwitchingCount?
  }
}
