import CrossbarModels
import Crossbars
import LinearAlgebra
import Records
import Simulation
import SpiceProtocol
import SpiceSolving

/// What `assay simulate` says beside the currents.
struct SimulationReport: Encodable {
  var solver: String
  var rows: Int
  var columns: Int
  var batch: Int
  var output: String
  var largestCurrentAmpere: Double
  var kirchhoffResidual: Double?
  var kirchhoffWorstSumAmpere: Double?
  var cellResidual: Double?
  var secondSolverDifference: Double?
  var convergencePath: String?
  var newtonSteps: Int?
  var simulator: String?
  var model: String?
  var modelKind: String?
  var modelReason: String?
  var modelOrigin: String?
  var selection: ModelSelection?
  var modelLoad: LoadStatement?
  var amplifierVolts: [[Double]]?
  var differenceVolts: [[Double]]?
  var codes: [[Int]]?
  var undecidedCodes: Int?
  var stochasticMeans: [[Double]]?
  var sampleMeans: [[Double]]?
  var decisions: [[Int]]?
  var undecidedDecisions: Int?
  var staticPowerWatt: [[String: Double]]?
  var notes: [String]?
  /// For people; JSON has the parts.
  private var modelSummary: String?

  private enum CodingKeys: CodingKey {
    case solver, rows, columns, batch, output, largestCurrentAmpere, kirchhoffResidual,
      kirchhoffWorstSumAmpere, cellResidual, secondSolverDifference, convergencePath, newtonSteps,
      simulator, model, modelKind, modelReason, modelOrigin, selection, modelLoad, amplifierVolts,
      differenceVolts, codes, undecidedCodes, stochasticMeans, sampleMeans, decisions,
      undecidedDecisions, staticPowerWatt, notes
  }

  /// What is known before anything is solved.
  init(solver: Solver, of crossbar: Crossbar, inputs: Matrix, output: String) {
    self.solver = solver.rawValue
    self.output = output
    rows = crossbar.rows
    columns = crossbar.columns
    batch = inputs.rows
    largestCurrentAmpere = 0
  }

  /// Takes what a simulation found.
  mutating func take(_ found: SimulatedArray) {
    let reading = found.reading
    largestCurrentAmpere = reading.currents.largestMagnitude
    amplifierVolts = reading.amplifierVoltages.map(Self.rows)
    func integers(_ matrix: Matrix) -> [[Int]] { Self.rows(matrix).map { $0.map { Int($0) } } }
    differenceVolts = reading.differenceVoltages.map(Self.rows)
    codes = reading.outputs?.codes.map(integers)
    undecidedCodes = codes == nil ? nil : reading.outputs?.undecidedCodes
    stochasticMeans = reading.outputs?.stochasticMeans.map(Self.rows)
    sampleMeans = reading.outputs?.sampleMeans.map(Self.rows)
    decisions = reading.outputs?.decisions.map(integers)
    undecidedDecisions = decisions == nil ? nil : reading.outputs?.undecidedCodes
    switch reading.evidence {
    case nil: break
    case .kirchhoff:
      kirchhoffResidual = reading.evidence?.worstBalance?.relative
      kirchhoffWorstSumAmpere = reading.evidence?.worstBalance?.worstSum
    case .estimate(let estimates): cellResidual = estimates.largestMagnitude
    }
    newtonSteps = found.newtonSteps
    model = found.chosen?.source
    modelKind = found.chosen?.settings.name
    modelReason = found.chosen?.reason
    modelOrigin = found.chosen?.calibrated?.origin
    selection = found.chosen?.selection
    modelLoad = found.chosen?.load
    modelSummary = found.chosen?.summary
    secondSolverDifference = found.solution?.secondSolver
    convergencePath = found.solution?.record.text
    simulator = found.solution.map { "\($0.simulator.name) \($0.simulator.version)" }
  }

  /// Takes where the power of every input vector goes; nothing if it was not asked for.
  mutating func take(_ powers: [StaticPower]) {
    guard !powers.isEmpty else { return }
    staticPowerWatt = powers.map {
      Dictionary(uniqueKeysWithValues: zip(StaticPower.names, $0.values))
    }
  }

  private static func rows(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map(matrix.row)
  }

  /// The report as lines for people.
  var text: String {
    var lines = [
      "\(batch) × \(columns) column currents of a \(rows) × \(columns) array by \(solver), largest "
        + "\(largestCurrentAmpere) A, in \(output)"
    ]
    if let modelSummary { lines.append(modelSummary) }
    if let kirchhoffResidual {
      var line = "worst Kirchhoff residual: \(kirchhoffResidual) of the largest cell current"
      if kirchhoffResidual == 0, let sum = kirchhoffWorstSumAmpere, sum > 0 {
        line += "; the worst sum of currents at a node is \(sum) A, and rounding explains all of it"
      }
      lines.append(line)
    }
    if let cellResidual {
      lines.append("worst residual of a cell's law: \(cellResidual) of the largest cell current")
    }
    if let difference = secondSolverDifference {
      lines.append("nodal solver differs by at most \(difference) of the largest current")
    }
    lines += Self.lines("amplifier outputs in volts", amplifierVolts)
    lines += Self.lines("differences in volts", differenceVolts)
    lines += Self.lines("codes", codes)
    lines += Self.lines("means of the stochastic converters", stochasticMeans)
    lines += Self.lines("means of their samples", sampleMeans)
    lines += Self.lines("decisions", decisions)
    if let undecidedCodes {
      lines.append("codes that the accepted error leaves open: \(undecidedCodes)")
    }
    if let undecidedDecisions {
      lines.append(
        "decisions that the accepted error or a metastable latch leaves open: "
          + "\(undecidedDecisions)")
    }
    if let powers = staticPowerWatt {
      let means = StaticPower.names.map { name in
        "\(name) \(powers.reduce(0) { $0 + ($1[name] ?? 0) } / Double(powers.count))"
      }
      lines.append("static power in watts, mean of the inputs: \(means.joined(separator: ", "))")
    }
    if let simulator {
      lines.append("solved by \(simulator), convergence: \(convergencePath ?? "")")
    }
    return lines.joined(separator: "\n")
  }

  private static func lines<Value>(_ what: String, _ rows: [[Value]]?) -> [String] {
    (rows ?? []).enumerated().map { sample, values in
      "\(what), input \(sample): \(values.map { "\($0)" }.joined(separator: " "))"
    }
  }
}
