import ArgumentParser
import ArrayStorage
import Configuration
import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Records
import SpicePool
import SpiceProtocol
import SpiceSolving

/// `assay simulate`: the column currents of one array.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Find the column currents of an array under a batch of inputs.",
    discussion: """
      Example: assay simulate --technology netlists/technologies/sinh-100k.toml \
      --conductances G.npy --inputs V.npy --solver spice --output I.npy

      With --solver fcm --tolerance 0.001 the cheapest fast model is taken whose error on a few \
      exact solutions is at most a thousandth of the RMS current; docs/fast-models.md has the family.
      """)

  enum Solver: String, ExpressibleByArgument, CaseIterable {
    case ideal, fcm, nodal, spice
  }

  @OptionGroup var array: ArrayOptions

  @Option(
    help: """
      ideal: the product of inputs and conductances. fcm: the fast model. nodal: the exact solution \
      of the nodal equations. spice: libngspice, accepted only with its evidence.
      """)
  var solver: Solver

  @OptionGroup var fast: FastModelOptions

  /// The load that a fast model's operating point is chosen for.
  enum Load: String, ExpressibleByArgument, CaseIterable {
    case fullScale = "full-scale"
    case inputs
  }

  @Option(
    help: """
      What fcm is made for, without --model. full-scale: any voltage up to the read voltage, so that \
      no vector's currents depend on the others. inputs: the voltages of the file and how often they \
      are there, for which it is closer, and one product if there are two.
      """)
  var inputStatistics = Load.fullScale

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the column currents in amperes, batch × columns.", valueName: "I.npy"))
  var output: String

  @OptionGroup var console: OutputOptions

  /// What was found out beside the currents.
  private struct Report: Encodable {
    var solver: String
    var rows: Int
    var columns: Int
    var batch: Int
    var output: String
    var largestCurrentAmpere: Double
    var kirchhoffResidual: Double?
    var secondSolverDifference: Double?
    var convergencePath: String?
    var newtonSteps: Int?
    var simulator: String?
    var model: String?
    var modelKind: String?
    var modelReason: String?
    var selection: ModelSelection?
    var amplifierVolts: [[Double]]?
    var codes: [[Int]]?
    var undecidedCodes: Int?
    var stochasticMeans: [[Double]]?
    var notes: [String]?
    /// For people; JSON has the parts.
    var modelSummary: String?
  }

  func validate() throws {
    try fast.requireUse(bySolver: solver.rawValue, isFast: solver == .fcm)
  }

  func run() async throws {
    try requirePlace(for: output)
    let (crossbar, inputs) = try array.load()
    var report = Report(
      solver: solver.rawValue, rows: crossbar.rows, columns: crossbar.columns, batch: inputs.rows,
      output: output, largestCurrentAmpere: 0)
    let currents = try await currents(of: crossbar, inputs: inputs, report: &report)
    guard currents.isFinite else {
      throw InputError(
        source: array.inputs, found: "currents that overflow", accepted: "smaller voltages")
    }
    report.largestCurrentAmpere = currents.largestMagnitude
    try NPYFile.write(currents, to: URL(fileURLWithPath: output))
    report.notes = array.notes(on: crossbar, inputs: inputs, console: console)
    try console.report(report, text: Self.summary(of: report))
  }

  private func currents(
    of crossbar: Crossbar, inputs: Matrix, report: inout Report
  ) async throws -> Matrix {
    switch solver {
    case .ideal:
      return try take(IdealModel().program(crossbar).reading(of: inputs), into: &report)
    case .fcm:
      return try fastCurrents(of: crossbar, inputs: inputs, report: &report)
    case .nodal:
      let solutions = try NodalSolver().program(crossbar).solutions(for: inputs)
      report.kirchhoffResidual = solutions.map(\.residual.relative).max()
      report.newtonSteps = solutions.map(\.iterations).max()
      return take(crossbar.readout.reading(of: solutions), into: &report)
    case .spice:
      let pool = WorkerPool.Configuration(executable: try WorkerLocator.locate())
      // A recipe says what is tried when the direct attempt misses its bounds; here there is none.
      var bounds = EvidenceBounds.standard(for: crossbar.technology)
      if !crossbar.technology.isLinear { bounds.fallback = [.driveRamp, .fineDriveRamp] }
      let solver = CircuitSolver(bounds: bounds)
      let solution: CircuitSolution
      do {
        solution = try await WorkerPool.run(pool) { pool in
          try await solver.solve(crossbar, inputs: inputs, id: "simulate", pool: pool)
        }
      } catch let error as SpiceError where error.isVerdict {
        complain("\(error)")
        throw ExitStatus.outsideTolerance
      }
      report.kirchhoffResidual = solution.kirchhoff
      report.secondSolverDifference = solution.secondSolver
      report.convergencePath = solution.record.text
      report.simulator = "\(solution.simulator.name) \(solution.simulator.version)"
      return take(solution.reading, into: &report)
    }
  }

  private func take(_ reading: ArrayReading, into report: inout Report) -> Matrix {
    report.amplifierVolts = reading.amplifierVoltages.map(Self.rows)
    report.codes = reading.outputs?.codes.map(Self.codes)
    report.undecidedCodes = reading.outputs?.undecidedCodes
    report.stochasticMeans = reading.outputs?.stochasticMeans.map(Self.rows)
    return reading.currents
  }

  private func fastCurrents(
    of crossbar: Crossbar, inputs: Matrix, report: inout Report
  ) throws -> Matrix {
    let observed = inputStatistics == .inputs ? InputStatistics.observed(inputs) : nil
    let chosen: ChosenModel
    do {
      chosen = try fast.request().choose(for: crossbar.technology) {
        let isSigned = inputs.elements.contains { $0 < 0 }
        let statistics =
          observed ?? .fullScale(of: crossbar.technology, isSigned: isSigned)
        return [ModelSelection.Sample(crossbar, statistics: statistics)]
      }
    } catch let error as ToleranceError {
      if console.json { report.selection = error.selection; try console.report(report, text: "") }
      throw error
    }
    let reading =
      try observed.map { try chosen.model(statistics: $0).program(crossbar).reading(of: inputs) }
      ?? chosen.reading(of: crossbar, inputs: inputs)
    report.model = chosen.source
    report.modelKind = chosen.settings.name
    report.modelReason = chosen.reason
    report.selection = chosen.selection
    report.modelSummary = chosen.summary
    return take(reading, into: &report)
  }

  private static func rows(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map(matrix.row)
  }

  private static func codes(_ matrix: Matrix) -> [[Int]] { rows(matrix).map { $0.map { Int($0) } } }

  private static func summary(of report: Report) -> String {
    var lines = [
      "\(report.batch) × \(report.columns) column currents of a \(report.rows) × "
        + "\(report.columns) array by \(report.solver), largest "
        + "\(report.largestCurrentAmpere) A, in \(report.output)"
    ]
    if let model = report.modelSummary { lines.append(model) }
    if let residual = report.kirchhoffResidual {
      lines.append("worst Kirchhoff residual: \(residual) of the largest cell current")
    }
    if let difference = report.secondSolverDifference {
      lines.append("nodal solver differs by at most \(difference) of the largest current")
    }
    for (what, rows) in [
      ("amplifier outputs in volts", report.amplifierVolts?.map { $0.map { "\($0)" } }),
      ("codes", report.codes?.map { $0.map { "\($0)" } }),
      ("means of the stochastic converters", report.stochasticMeans?.map { $0.map { "\($0)" } }),
    ] {
      guard let rows else { continue }
      lines += rows.enumerated().map { "\(what), input \($0): \($1.joined(separator: " "))" }
    }
    if let undecided = report.undecidedCodes {
      lines.append("codes that the accepted error leaves open: \(undecided)")
    }
    if let simulator = report.simulator {
      lines.append("solved by \(simulator), convergence: \(report.convergencePath ?? "")")
    }
    return lines.joined(separator: "\n")
  }
}
