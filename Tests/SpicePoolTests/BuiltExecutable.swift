import Foundation
import SpicePool

/// The executables that are built beside the tests.
enum BuiltExecutable {
  static var folder: URL {
    get throws { try WorkerLocator.locate().deletingLastPathComponent() }
  }

  static var fakeWorker: URL { get throws { try folder.appendingPathComponent("FakeWorker") } }

  static func fakePool(
    workers: Int = 1, _ arguments: String...
  ) throws -> WorkerPool.Configuration {
    var configuration = WorkerPool.Configuration(executable: try fakeWorker, workers: workers)
    configuration.arguments = arguments
    // Dozens of processes start at once when the tests run in parallel.
    configuration.helloDeadlineSeconds = 60
    return configuration
  }

  static func realPool(workers: Int = 1) throws -> WorkerPool.Configuration {
    var configuration = WorkerPool.Configuration(
      executable: try WorkerLocator.locate(), workers: workers)
    configuration.helloDeadlineSeconds = 60
    return configuration
  }
}
