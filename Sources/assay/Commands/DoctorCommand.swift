import ArgumentParser
import Foundation
import LinearAlgebra
import SpicePool
import SpiceProtocol

/// `assay doctor`: versions, kernels, worker.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Show the libraries, kernels and the SPICE worker that results come from.",
    discussion: "Example: assay doctor --json")

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let worker = try WorkerLocator.locate()
    let simulator = try await WorkerPool.inspect(.init(executable: worker))
    var findings = ["version": assayVersion]
    findings["kernels"] = KernelTarget.name
    findings["processors"] = "\(ProcessInfo.processInfo.activeProcessorCount)"
    findings["spice_worker"] = worker.path
    findings["spice_simulator"] = simulator.version
    findings["spice_matrix_solver"] = simulator.hasKLU ? "KLU" : "Sparse 1.3, no KLU"
    let width = findings.keys.map(\.count).max() ?? 0
    let lines = findings.sorted { $0.key < $1.key }.map { key, value in
      key.padding(toLength: width + 2, withPad: " ", startingAt: 0) + value
    }
    try output.report(findings, text: lines.joined(separator: "\n"))
  }
}
