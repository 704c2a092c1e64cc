import ArgumentParser
import ArrayStorage
import Campaigns
import Configuration
import Foundation

/// `assay golden merge`: one suite of several shards.
struct GoldenMergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the shards of a recipe; the bytes are those of an undivided run.",
    discussion: """
      Example: assay golden merge /tmp/part-1 /tmp/part-2 --output /tmp/ohmic-100k
      """)

  @Argument(help: ArgumentHelp("The folders of the shards.", valueName: "DIR"))
  var folders: [String]

  @Option(name: [.short, .long], help: ArgumentHelp("The folder to fill.", valueName: "DIR"))
  var output: String

  @OptionGroup var console: OutputOptions

  func run() async throws {
    // The finished cases of the output are removed when the suite is complete.
    let place = URL(fileURLWithPath: output).resolvingSymlinksInPath().path
    for folder in folders where URL(fileURLWithPath: folder).resolvingSymlinksInPath().path == place
    {
      throw UsageError("\(output): the output is an input; name another folder")
    }
    try OutputFolder.require(URL(fileURLWithPath: output))
    let report = try CampaignMerge.merge(
      folders.map { URL(fileURLWithPath: $0) }, into: URL(fileURLWithPath: output),
      generator: "assay \(assayVersion)")
    let summary = CampaignSummary(report, output: output)
    try console.report(summary, text: summary.text)
  }
}
