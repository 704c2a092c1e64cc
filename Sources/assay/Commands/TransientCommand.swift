import ArgumentParser
import ArrayStorage
import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import SpicePool
import SpiceProtocol
import SpiceSolving

/// `assay transient`: settling times and energies of single reads.
struct TransientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transient",
    abstract: "Find how fast the columns of an array settle, and what a read costs.",
    discussion: """
      Every input vector is one read by SPICE, from rest, with the line capacitances of the \
      technology. The folder gets settling_time.npy (seconds, batch × columns), \
      final_currents.npy (amperes, batch × columns), energy.npy (joules, batch × 5: sources, \
      array, drivers, sense, stored) and transient.json.

      Example: assay transient --technology netlists/technologies/ohmic-100k-transient.toml \
      --conductances G.npy --inputs V.npy --output reads
      """)

  @OptionGroup var array: ArrayOptions

  @Option(help: "How far a settled current may be from its final value, as a part of it.")
  var tolerance = 0.01

  @Option(
    help: ArgumentHelp(
      "How long a read lasts; without it the technology's read.duration_second.",
      valueName: "seconds"))
  var duration: Double?

  @Option(help: "How many SPICE processes work at once.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Option(
    name: [.short, .long], help: ArgumentHelp("Write the results here.", valueName: "DIR"))
  var output: String

  @OptionGroup var evidence: EvidenceOptions

  @OptionGroup var console: OutputOptions

  func validate() throws {
    guard TransientSettings.acceptedTolerances.contains(tolerance) else {
      throw ValidationError("--tolerance is \(TransientSettings.acceptedTolerances)")
    }
    guard jobs > 0 else { throw ValidationError("--jobs is at least 1") }
  }

  func run() async throws {
    let names = ["settling_time.npy", "final_currents.npy", "energy.npy", "transient.json"]
    let folder = try ResultFolder(output)
    let (crossbar, inputs) = try array.load(writing: folder.files(names))
    guard let duration = duration ?? crossbar.technology.read.duration else {
      throw UsageError("--duration is missing, and \(array.technology) has no read.duration_second")
    }
    let settings = TransientSettings(tolerance: tolerance, duration: duration)
    if let reason = settings.refusal(of: crossbar.technology) {
      throw InputError(
        source: array.technology, found: reason, accepted: "see docs/transients.md")
    }
    let pool = WorkerPool.Configuration(
      executable: try WorkerLocator.locate(), workers: min(jobs, inputs.rows))
    let solver = TransientSolver(
      settings, circuit: try evidence.solver(for: crossbar.technology))
    let solution = try await WorkerPool.run(pool) { pool in
      try await solver.solve(crossbar, inputs: inputs, id: "transient", pool: pool)
    }
    var report = TransientReport(solution, settings: settings)
    report.notes = array.notes(on: crossbar, inputs: inputs, console: console)
    try folder.write(solution.settlingTimes, to: "settling_time.npy")
    try folder.write(solution.finalCurrents, to: "final_currents.npy")
    try folder.write(Matrix(solution.energies.map(\.values)), to: "energy.npy")
    try folder.write(report, to: "transient.json")
    try console.report(report, text: report.text + "\nin \(output)")
  }
}
