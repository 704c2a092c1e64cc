import ArgumentParser
import Foundation

/// `assay doctor`: versions, kernels, worker.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Show the libraries, kernels and the SPICE worker that results come from.",
    discussion: "Example: assay doctor --json")

  @OptionGroup var output: OutputOptions

  func run() async throws {
    try output.report(["version": assayVersion], text: "assay \(assayVersion)")
  }
}
