import ArgumentParser

/// `assay golden`: reference currents by SPICE, with their evidence.
struct GoldenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "golden",
    abstract: "Make, join, check and show reference currents that SPICE computed.",
    discussion: "Example: assay golden verify golden/ohmic-100k",
    subcommands: [
      GoldenPlanCommand.self, GoldenGenerateCommand.self, GoldenMergeCommand.self,
      GoldenVerifyCommand.self, GoldenShowCommand.self, GoldenSlurmCommand.self,
    ])
}
