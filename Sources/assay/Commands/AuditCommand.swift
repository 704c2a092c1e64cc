import ArgumentParser
import ArrayStorage
import Configuration
import Crossbars
import Foundation
import Inference
import Records
import Simulation
import SpicePool

/// `assay audit`: the fast model on a network's own traffic, beside exact solutions and SPICE.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract:
      "Compare the fast model with exact solutions on what a network's arrays are read with.",
    discussion: """
      The network is evaluated with the solver fcm. Reads of its arrays are drawn from its own traffic, more \
      of them for layers whose errors count for more of the error of the network's outputs, and solved by \
      the nodal solver; --spice has some of them solved by libngspice too. Errors are told by layer and by \
      kind of load. Outputs of whole layers are solved, too, and their errors go through the network: the \
      intervals of its accuracy include what the model may be off by. docs/inference.md has the estimators.

      The exit status is 1 if a layer's currents are beyond 1.5 times the tolerance, or beyond twice the \
      error that a model's file states for their load. A read that SPICE does not solve is named with the \
      reason, and the others are compared and written all the same; the exit status is then 69 for a deadline \
      or a worker that is missing or crashed, and 1 for numbers that are not accepted.

      Example: assay audit --network lenet5.onnx --dataset idx:images.gz,labels.gz \
      --technology netlists/technologies/sinh-100k.toml --limit 500 --reads 64 --spice 8 \
      --output result.json
      """)

  @OptionGroup var subject: EvaluationSubject

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many reads of a layer are solved exactly, in the mean over the layers.",
      valueName: "READS"))
  var reads = 64

  @Flag(help: "Draw as many reads of every layer, whatever its part of the outputs' error is.")
  var uniform = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many of all reads libngspice solves, too; 0 for none.", valueName: "READS"))
  var spice = 0

  @OptionGroup var evidence: EvidenceOptions

  @Option(name: [.short, .long], help: "Write the result to this JSON file.")
  var output: String?

  @OptionGroup var console: OutputOptions

  func validate() throws {
    for (name, value, range) in [("reads", reads, 1...1_000_000), ("spice", spice, 0...1_000_000)]
    where !range.contains(value) {
      throw ValidationError(
        "--\(name) is \(value); accepted: \(range.lowerBound) to \(range.upperBound)")
    }
    try subject.requireUse(by: .fcm)
    guard spice == 0 else { return }
    let stated = [
      ("kirchhoff-relative", evidence.kirchhoffRelative != nil),
      ("second-solver-relative", evidence.secondSolverRelative != nil),
      ("accept-homotopy", evidence.acceptHomotopy), ("fallback", evidence.fallback != nil),
    ]
    for (name, isPresent) in stated where isPresent {
      throw ValidationError("--\(name) has no use without --spice")
    }
  }

  func run() async throws {
    let files = try CommandFiles(writing: [output], reading: subject.inputFiles)
    var options = try subject.options(.fcm, files)
    options.audit = reads
    options.auditsByShare = !uniform
    options.auditSpice = spice > 0 ? spice : nil
    options.keepsOutputs = false
    // A missing simulator is told before anything is computed.
    let workers =
      spice > 0
      ? WorkerPool.Configuration(
        executable: try WorkerLocator.locate(), workers: subject.threads) : nil
    let loaded = try subject.load(for: options, files)
    var evaluation = try Evaluation(
      network: loaded.network, source: loaded.origin, images: loaded.images,
      sample: loaded.sample, options: options)
    let stages = ProgressLines(options: console, isBrief: true)
    evaluation.stages = { stages.update($0, $1, of: $2) }
    let progress = ProgressLine("images", total: evaluation.work, options: console)
    var outcome = try evaluation.run { progress.update($0) }
    if let workers, !outcome.auditedArrays.isEmpty {
      try await outcome.take(opinion(on: outcome.auditedArrays, by: workers))
    }
    let text = try outcome.result.encoded()
    if let output { try AtomicFile.write(text, to: URL(fileURLWithPath: output)) }
    try console.report(outcome.result, json: text)
  }

  /// What SPICE says of some of the reads, array by array.
  private func opinion(
    on arrays: [AuditedArray], by workers: WorkerPool.Configuration
  ) async throws -> CurrentAudit.Spice {
    let progress = ProgressLine("arrays by SPICE", total: arrays.count, options: console)
    let reads = try arrays.map { array in
      SpiceOpinion.Reads(
        name: "\(array.layer), array \(array.array)", crossbar: array.crossbar,
        inputs: array.voltages, columns: array.columns, found: array.found, exact: array.exact,
        solver: try evidence.solver(for: array.crossbar.technology))
    }
    return try await SpiceOpinion(pool: workers).opinion(on: reads) { progress.update($0) }
  }
}
