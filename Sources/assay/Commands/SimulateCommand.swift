public import ArgumentParser
import ArrayStorage
import Configuration
import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import Records
public import Simulation
import SpiceProtocol

/// `assay simulate`: the column currents of one array.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Find the column currents of an array under a batch of inputs.",
    discussion: """
      Example: assay simulate --technology netlists/technologies/sinh-100k.toml \
      --conductances G.npy --inputs V.npy --solver spice --output I.npy

      With --solver fcm the cheapest fast model is taken whose relative RMSE on these inputs meets \
      --tolerance, judged by exact solutions of some of them; docs/fast-models.md has the family.
      """)

  @OptionGroup var array: ArrayOptions

  @Option(
    help: """
      ideal: the product of inputs and conductances. fcm: the fast model. nodal: the exact solution \
      of the nodal equations. spice: libngspice, accepted only with its evidence.
      """, completion: .list(Solver.ofArrays.map(\.rawValue)),
    transform: { try Solver.named($0, "solver", among: Solver.ofArrays) })
  var solver: Solver

  @OptionGroup var fast: FastModelOptions

  @OptionGroup var evidence: EvidenceOptions

  @Option(
    help: """
      What fcm is made for, without --model. full-scale: any voltage up to the read voltage, so that \
      no vector's currents depend on the others. inputs: the voltages of the file and how often they \
      are there, for which secant and chord are closer, and two-point needs two products if there are \
      two levels.
      """)
  var inputStatistics = ArraySimulation.Load.fullScale

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the column currents in amperes, batch × columns.", valueName: "I.npy"))
  var output: String

  @OptionGroup var interior: InteriorOptions

  @OptionGroup var console: OutputOptions

  func validate() throws {
    try interior.requireUse(by: solver)
    try fast.requireUse(bySolver: solver.rawValue, isFast: solver == .fcm)
    try evidence.requireUse(bySolver: solver.rawValue, isSpice: solver == .spice)
  }

  func run() async throws {
    let (crossbar, inputs) = try array.load(
      writing: [output] + interior.paths, besides: [fast.model])
    var simulation = ArraySimulation(solver)
    simulation.fast = try fast.request()
    simulation.load = inputStatistics
    simulation.spice = try evidence.solver(for: crossbar.technology)
    var report = SimulationReport(solver: solver, of: crossbar, inputs: inputs, output: output)
    report.notes = array.notes(on: crossbar, inputs: inputs, console: console)
    let files = try interior.files(of: crossbar, inputs: inputs, source: array.inputs)
    let found: SimulatedArray
    do {
      found = try await simulation.run(
        crossbar, inputs: inputs, visit: files.map { files in { try files.take($0) } })
    } catch let error as ToleranceError {
      report.selection = error.selection
      if console.json { try console.report(report, text: "") }
      throw error
    }
    guard found.reading.currents.isFinite else {
      throw InputError(
        source: array.inputs, found: "currents that overflow", accepted: "smaller voltages")
    }
    report.take(found)
    report.take(files?.powers ?? [])
    try files?.finish()
    try NPYFile.write(found.reading.currents, to: URL(fileURLWithPath: output))
    try console.report(report, text: report.text)
  }
}

extension ArraySimulation.Load: ExpressibleByArgument {}
