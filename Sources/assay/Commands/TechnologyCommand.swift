import ArgumentParser

/// `assay technology`: technology files from measurements, and a look at what they say.
struct TechnologyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "technology",
    abstract: "Make technology files from measured sweeps or other tools, and check them.",
    subcommands: [
      TechnologyImportCommand.self, TechnologyFitCommand.self, TechnologyTranslateCommand.self,
      TechnologyCheckCommand.self,
    ])
}
