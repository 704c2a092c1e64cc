import ArgumentParser
import Campaigns
import Configuration
import Foundation
import GoldenData

/// `assay golden plan`: what a recipe asks for and what it will cost.
struct GoldenPlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show the cases of a recipe and their cost, and simulate nothing.",
    discussion: """
      Times are those of a processor of the year 2023; nothing is written.

      Example: assay golden plan golden/ohmic-100k/suite.toml --jobs 2
      """)

  @Argument(help: ArgumentHelp("The recipe.", valueName: "SUITE.toml"))
  var recipe: String

  @Option(help: "The number of simulator processes; the processors of this machine if left out.")
  var jobs: Int?

  @Option(help: ArgumentHelp("Count every n-th case only.", valueName: "i/n"))
  var shard: String?

  @Flag(help: "List the name of every case.")
  var cases = false

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    struct Group: Encodable {
      var name: String
      var cases: Int
      var decks: Int
      var seconds: Double
      var bytes: Int
    }

    var suite: String
    var technologies: [String]
    var groups: [Group]
    var cost: CampaignCost
    var slugs: [String]
  }

  func run() async throws {
    let plan = try CampaignPlan(
      contentsOf: URL(fileURLWithPath: recipe), generator: "assay \(assayVersion)")
    let jobs = try CampaignCost.jobs(jobs)
    let part = try CampaignCost.shard(shard)
    let estimate = CampaignEstimate(plan, shard: part)
    let report = Report(
      suite: plan.recipe.name, technologies: plan.technologies.map(\.key),
      groups: estimate.groups.map {
        Report.Group(
          name: $0.name, cases: $0.cases, decks: $0.decks, seconds: $0.seconds, bytes: $0.bytes)
      }, cost: CampaignCost(estimate, jobs: jobs),
      slugs: plan.cases.filter { part.contains($0.index) }.map(\.slug))
    try console.report(report, text: text(report))
  }

  private func text(_ report: Report) -> String {
    let width = report.groups.map(\.name.count).max() ?? 0
    var lines = [
      "group".padding(toLength: width, withPad: " ", startingAt: 0)
        + "  cases  decks   time / s  kB"
    ]
    for group in report.groups {
      lines.append(
        group.name.padding(toLength: width, withPad: " ", startingAt: 0)
          + String(
            format: "  %5d  %5d  %9.3g  %d", group.cases, group.decks, group.seconds,
            group.bytes / 1000))
    }
    if cases { lines += [""] + report.slugs }
    return (lines + ["", report.cost.text]).joined(separator: "\n")
  }
}
