import Configuration
import Foundation
import SpicePool
import Testing

@Suite struct WorkerLocatorTests {
  @Test func `the environment names the worker before any other place`() throws {
    let found = try WorkerLocator.locate(
      environment: ["ASSAY_SPICE_WORKER": "/bin/sh"],
      executable: try WorkerLocator.locate())
    #expect(found.path == "/bin/sh")
  }

  @Test(arguments: ["/nowhere/worker", "/tmp", "/etc/passwd"])
  func `what the environment names must be an executable file`(path: String) {
    #expect(throws: UnavailableError.self) {
      try WorkerLocator.locate(
        environment: ["ASSAY_SPICE_WORKER": path], executable: nil)
    }
  }

  @Test func `the worker stands beside the running executable`() throws {
    let worker = try WorkerLocator.locate()
    let sibling = worker.deletingLastPathComponent().appendingPathComponent("assay")
    #expect(
      try WorkerLocator.locate(environment: [:], executable: sibling).path == worker.path)
  }

  @Test func `a missing worker is unavailable and its place is named`() {
    let error = #expect(throws: UnavailableError.self) {
      try WorkerLocator.locate(
        environment: [:], executable: URL(fileURLWithPath: "/nowhere/bin/assay"))
    }
    #expect(error?.description.contains("/nowhere/bin/assay-spice-worker") == true)
    #expect(error?.description.contains("ASSAY_SPICE_WORKER") == true)
  }
}
