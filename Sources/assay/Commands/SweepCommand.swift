import ArgumentParser

/// `assay sweep`: a network over technologies, sizes, bits and whatever else a study varies.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Evaluate networks over a grid of technologies, mappings and models.",
    subcommands: [SweepRunCommand.self, SweepPlanCommand.self, SweepSlurmCommand.self],
    defaultSubcommand: SweepRunCommand.self)
}
