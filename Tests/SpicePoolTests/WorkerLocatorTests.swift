import Configuration
import Foundation
import SpicePool
import Testing

@Suite struct WorkerLocatorTests {
  private let nowhere = URL(fileURLWithPath: "/nowhere")

  @Test func `the environment names the worker before any other place`() throws {
    let found = try WorkerLocator.locate(
      environment: ["ASSAY_SPICE_WORKER": "/bin/sh"],
      executable: try WorkerLocator.locate(), directory: nowhere)
    #expect(found.path == "/bin/sh")
  }

  @Test(arguments: ["/nowhere/worker", "/tmp", "/etc/passwd"])
  func `what the environment names must be an executable file`(path: String) {
    #expect(throws: UnavailableError.self) {
      try WorkerLocator.locate(
        environment: ["ASSAY_SPICE_WORKER": path], executable: nil, directory: nowhere)
    }
  }

  @Test func `the worker stands beside the running executable`() throws {
    let worker = try WorkerLocator.locate()
    let sibling = worker.deletingLastPathComponent().appendingPathComponent("assay")
    #expect(
      try WorkerLocator.locate(environment: [:], executable: sibling, directory: nowhere).path
        == worker.path)
  }

  @Test func `a missing worker is unavailable and every place is named`() {
    let error = #expect(throws: UnavailableError.self) {
      try WorkerLocator.locate(
        environment: [:], executable: URL(fileURLWithPath: "/nowhere/bin/assay"),
        directory: nowhere)
    }
    #expect(error?.description.contains("/nowhere/bin/assay-spice-worker") == true)
    #expect(error?.description.contains("/nowhere/.build/release") == true)
    #expect(error?.description.contains("ASSAY_SPICE_WORKER") == true)
  }
}
