import ArgumentParser
import Campaigns
import Configuration
import Foundation
import SpicePool
import SpiceProtocol
import Synchronization

/// `assay golden generate`: a suite from its recipe.
struct GoldenGenerateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Simulate every case of a recipe and store currents with their evidence.",
    discussion: """
      Stopped at any moment, also by kill -9, it continues with --resume and ends in the same \
      bytes. Exit status 1: a case was simulated and its evidence is not accepted; 69: workers \
      or the disk failed. Other cases are finished and kept either way.

      Example: assay golden generate golden/ohmic-100k/suite.toml --output /tmp/ohmic-100k --jobs 2
      """)

  @Argument(help: ArgumentHelp("The recipe.", valueName: "SUITE.toml"))
  var recipe: String

  @Option(name: [.short, .long], help: ArgumentHelp("The folder to fill.", valueName: "DIR"))
  var output: String

  @Option(help: "The number of simulator processes; the processors of this machine if left out.")
  var jobs: Int?

  @Option(help: ArgumentHelp("Compute every n-th case only; see golden merge.", valueName: "i/n"))
  var shard: String?

  @Flag(help: "Continue what is in the folder.")
  var resume = false

  @OptionGroup var console: OutputOptions

  func run() async throws {
    let jobs = try CampaignCost.jobs(jobs)
    let part = try CampaignCost.shard(shard)
    let plan = try CampaignPlan(
      contentsOf: URL(fileURLWithPath: recipe), generator: "assay \(assayVersion)")
    var workers = WorkerPool.Configuration(executable: try WorkerLocator.locate(), workers: jobs)
    // A campaign outlives a few workers that somebody, or a system short of memory, has killed.
    workers.crashedWorkersPerJob = 5
    workers.startAttempts = 5
    let total = plan.cases.filter { part.contains($0.index) }.count
    let progress = ProgressLine(plan.recipe.name, total: total, options: console)
    let done = Mutex(0)
    let begun = Mutex<(cost: CampaignCost, time: ContinuousClock.Instant)?>(nil)
    let console = console
    let suite = plan.recipe.name
    let campaign = Campaign(
      plan, output: URL(fileURLWithPath: output), shard: part, resumes: resume)
    let report = try await campaign.run(workers: workers) { event in
      switch event {
      case .begun(let estimate):
        let cost = CampaignCost(estimate, jobs: jobs)
        begun.withLock { $0 = (cost, .now) }
        return console.note("\(suite): \(cost.text)")
      case .failed(let error): console.note("assay: \(error)")
      case .reused, .solved: break
      }
      progress.update(
        done.withLock { count in
          count += 1
          return count
        })
    }
    if let (cost, start) = begun.withLock({ $0 }) {
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      console.note(
        "\(suite): took \(CampaignCost.text(seconds: seconds)), estimated "
          + CampaignCost.text(seconds: cost.seconds))
    }
    let summary = CampaignSummary(report, output: output)
    try console.report(summary, text: summary.text)
    guard report.failures.isEmpty else {
      complain(
        "\(report.failures.count) of \(report.total) cases have no accepted result, the first is "
          + "\(report.failures[0]); the others are kept in \(output)")
      throw report.failuresAreVerdicts ? ExitStatus.outsideTolerance : .unavailable
    }
  }
}
