import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Records
import SpicePool
import SpiceSolving

// What each line claims: a time per input vector, the rival it is compared with in the same run,
// and the largest difference of the two results over the largest current.

func technology(_ device: any Device, name: String) -> Technology {
  Technology(
    name: name, cell: Cell(device: device, onResistance: 100e3, offResistance: 600e3),
    resistances: ArrayResistances(rowSegment: 2.5, columnSegment: 2.5, driver: 500, sense: 100),
    read: ReadConditions(voltage: 0.25))
}

func array(_ technology: Technology, size: Int) -> Crossbar {
  var chance = SeededGenerator(seed: 0, stream: UInt64(size))
  return Crossbar(
    technology: technology,
    conductances: Matrix(rows: size, columns: size) { _, _ in
      technology.cell.offConductance
        + (technology.cell.onConductance - technology.cell.offConductance) * chance.uniform()
    })
}

func inputs(_ count: Int, size: Int) -> Matrix {
  var chance = SeededGenerator(seed: 1, stream: UInt64(size))
  return Matrix(rows: count, columns: size) { _, _ in
    chance.uniform() < 0.3 ? 0 : 0.25 * Double(chance.integer(below: 16)) / 15
  }
}

func difference(_ left: Matrix, _ right: Matrix) -> Double {
  RelativeError(of: left, against: right).worstOfFullScale
}

func figure(_ value: Double, _ unit: String) -> String {
  String(format: "%.3g", value) + " " + unit
}

if CommandLine.arguments.contains("--campaign") {
  try await CampaignThroughput.measure(
    runsPerCase: CommandLine.arguments.contains("--quick") ? 1 : 3)
  exit(0)
}

if CommandLine.arguments.contains("--rivals") {
  try SolverRivals.measure(isQuick: CommandLine.arguments.contains("--quick"))
  exit(0)
}

if CommandLine.arguments.contains("--solver") {
  try SolverSpeed.measure()
  exit(0)
}

if CommandLine.arguments.contains("--models") {
  try FamilySpeed.measure()
  exit(0)
}

let rivalRuns = CommandLine.arguments.contains("--quick") ? 2 : 8
print("| claim | time | rival | rival's time | ratio | difference |")
print("|---|---|---|---|---|---|")

let size = 64
let batch = inputs(64, size: size)
let pool = WorkerPool.Configuration(executable: try WorkerLocator.locate())
let technologies = [
  technology(OhmicDevice(), name: "ohmic"),
  technology(SinhDevice(characteristicVoltage: 0.25), name: "sinh"),
]
for technology in technologies {
  let name = technology.name
  let crossbar = array(technology, size: size)

  // One worker, one core: the batch is one swept deck, certified.
  let clock = ContinuousClock()
  let start = clock.now
  let solution = try await WorkerPool.run(pool) { pool in
    try await CircuitSolver().solve(crossbar, inputs: batch, id: name, pool: pool)
  }
  let swept = Stopwatch.seconds(clock.now - start) / Double(batch.rows)

  var rivalSeconds = 0.0
  var worst = 0.0
  for sample in 0..<rivalRuns {
    let (currents, seconds) = try StockSimulator.operatingPoint(
      of: crossbar, input: batch.row(sample))
    rivalSeconds += seconds
    worst = max(
      worst, difference(solution.columnCurrents.rows(sample..<sample + 1), Matrix([currents])))
  }
  let single = rivalSeconds / Double(rivalRuns)
  print(
    "| SPICE batch of 64, \(name), 64×64 | \(figure(swept, "s")) | `ngspice -b`, one `.op` a run | "
      + "\(figure(single, "s")) | \(figure(single / swept, "×")) | \(figure(worst, "")) |")

  let programmed = try LinearModel(parameters: ModelParameters(crossbar.technology))
    .program(crossbar)
  let many = inputs(4096, size: size)
  let fast =
    Stopwatch.median(of: 21) { _ = programmed.read(many) } / Double(many.rows)
  let error = difference(programmed.read(batch), solution.columnCurrents)
  print(
    "| linear fast model, \(name), 64×64, batch 4096 | \(figure(fast * 1e6, "µs")) | SPICE batch | "
      + "\(figure(swept, "s")) | \(figure(swept / fast, "×")) | \(figure(error, "")) |")

  let solver = try NodalSolver().program(crossbar)
  let few = batch.rows(0..<8)
  let nodal = try Stopwatch.median(of: 5) { _ = try solver.read(few) } / Double(few.rows)
  let exact = difference(try solver.read(few), solution.columnCurrents.rows(0..<8))
  print(
    "| nodal solver, \(name), 64×64 | \(figure(nodal * 1e3, "ms")) | SPICE batch | "
      + "\(figure(swept, "s")) | \(figure(swept / nodal, "×")) | \(figure(exact, "")) |")
}

for size in [16, 32, 64, 128, 256] {
  let crossbar = array(technology(OhmicDevice(), name: "ohmic"), size: size)
  let time = try Stopwatch.median(of: size > 100 ? 3 : 21) {
    _ = try EquivalentConductance.matrix(of: crossbar)
  }
  let vectors = inputs(4, size: size)
  let error = difference(
    vectors * (try EquivalentConductance.matrix(of: crossbar)),
    try NodalSolver().program(crossbar).read(vectors))
  print(
    "| equivalent conductance matrix, \(size)×\(size) | \(figure(time * 1e3, "ms")) | – | – | – | "
      + "\(figure(error, "")) (nodal solver) |")
}
