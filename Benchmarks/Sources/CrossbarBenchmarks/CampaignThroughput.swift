import Campaigns
import Foundation
import GoldenData
import LinearAlgebra
import SpicePool

/// A whole campaign, as users run it, against scripts that start the stock simulator for every input.
enum CampaignThroughput {
  private static let recipe = """
    schema = 1
    name = "throughput"
    technology = "array.toml"
    seed = 64
    [[cases]]
    rows = 64
    columns = 64
    arrays = 2
    batch = 64
    programming = "levels"
    levels = 16
    inputs = ["multi-level", "sparse"]

    """

  private static let technology = """
    schema = 1
    name = "array"
    [cell]
    topology = "1R"
    device = "ohmic"
    on_resistance_ohm = 100e3
    off_resistance_ohm = 600e3
    [wires]
    row_segment_resistance_ohm = 2.5
    column_segment_resistance_ohm = 2.5
    [driver]
    resistance_ohm = 500
    [sense]
    resistance_ohm = 100
    [read]
    voltage_volt = 0.25

    """

  /// Runs the campaign with two simulators, and the rivals on some of the same inputs.
  ///
  /// - Parameter runsPerCase: How many inputs of a case the rivals solve; their time for all is in
  ///   proportion, because every run does the same work from the start.
  static func measure(runsPerCase: Int) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("assay-benchmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appendingPathComponent("suite.toml")
    try Data(recipe.utf8).write(to: place)
    try Data(technology.utf8).write(to: folder.appendingPathComponent("array.toml"))
    let plan = try CampaignPlan(contentsOf: place, generator: "assay benchmark")
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate(), workers: 2)
    let output = folder.appendingPathComponent("suite")

    let clock = ContinuousClock()
    var start = clock.now
    var processor = ProcessorTime.ofAll
    let report = try await Campaign(plan, output: output).run(workers: workers) { _ in }
    let own = Stopwatch.seconds(clock.now - start)
    let ownProcessor = ProcessorTime.ofAll - processor
    precondition(report.isAssembled, "the campaign failed: \(report.failures)")
    let stored = try GoldenFolder(contentsOf: output).suite.cases
    let vectors = stored.reduce(0) { $0 + $1.inputs.rows }

    var worst = 0.0
    start = clock.now
    processor = ProcessorTime.ofAll
    for item in stored {
      for sample in 0..<runsPerCase {
        let (currents, _) = try StockSimulator.operatingPoint(
          of: plan.cases[stored.firstIndex { $0.slug == item.slug } ?? 0].crossbar,
          input: item.inputs.row(sample))
        let reference = item.columnCurrents
        worst = max(
          worst,
          (Matrix([currents]) - reference.rows(sample..<sample + 1)).largestMagnitude
            / reference.largestMagnitude)
      }
    }
    let runs = Double(stored.count * runsPerCase)
    let loop = Stopwatch.seconds(clock.now - start) / runs
    let loopProcessor = (ProcessorTime.ofAll - processor) / runs
    let perVector = own / Double(vectors)
    print(
      """
      | campaign | \(stored.count) cases of 64×64 with 64 inputs each, ohmic, two simulators, certified and stored |
      |---|---|
      | `golden generate` | \(figure(own, "s")), \(figure(perVector * 1e3, "ms")) an input; \
      \(figure(ownProcessor / Double(vectors) * 1e3, "ms")) of processor time |
      | loop of `ngspice -b`, one input a run | \(figure(loop, "s")) an input over \(Int(runs)) runs, \
      so \(figure(loop * Double(vectors), "s")) for all; \(figure(loopProcessor, "s")) of processor time |
      | ratio | \(figure(loop / perVector, "×")) in time, \
      \(figure(loopProcessor * Double(vectors) / ownProcessor, "×")) in processor time |
      | largest difference of currents | \(figure(worst, "of the largest")) |
      """)
    try SpicelibLoop.measure(
      plan, stored, runsPerCase: runsPerCase, secondsPerVector: perVector, in: folder)
  }
}
