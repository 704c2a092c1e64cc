import Foundation
import SpicePool
import Testing

/// The built `assay`, run as a user runs it.
enum Program {
  /// How a run ended and what it said.
  struct Outcome {
    /// The exit status, or the negative number of the signal that ended the program.
    var status: Int32
    var output: Data
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    /// The one JSON value on standard output; parsing fails if there is anything beside it.
    func json() throws -> Any {
      try JSONSerialization.jsonObject(with: output, options: .fragmentsAllowed)
    }
  }

  /// The folder of the package, with its golden data and the demo's network.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The program, beside the worker that it needs.
  static var executable: URL {
    get throws {
      let file = try WorkerLocator.locate().deletingLastPathComponent()
        .appendingPathComponent("assay")
      try #require(
        FileManager.default.isExecutableFile(atPath: file.path),
        "build the program first: swift build -c release")
      return file
    }
  }

  /// Runs `assay` and waits for its end.
  static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> Outcome {
    try start(executable, arguments, in: folder, environment: environment)
  }

  /// Runs a line of the shell, in which `"$@"` is `assay` with its arguments.
  static func shell(_ line: String, _ arguments: [String], in folder: URL) throws -> Outcome {
    try start(
      URL(fileURLWithPath: "/bin/sh"), ["-c", line, "sh", executable.path] + arguments, in: folder,
      environment: [:])
  }

  private static func start(
    _ executable: URL, _ arguments: [String], in folder: URL, environment: [String: String]
  ) throws -> Outcome {
    // Files take any amount of text, and do not wait for a reader as pipes do.
    let places = ["out", "err"].map {
      FileManager.default.temporaryDirectory
        .appendingPathComponent("assay-test-\(UUID().uuidString).\($0)")
    }
    defer { for place in places { try? FileManager.default.removeItem(at: place) } }
    for place in places { try Data().write(to: place) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: places[0])
    process.standardError = try FileHandle(forWritingTo: places[1])
    try process.run()
    // The longest run takes two seconds alone; other tests share the processors.
    let deadline = ContinuousClock.now + .seconds(60)
    while process.isRunning {
      if ContinuousClock.now > deadline {
        Issue.record("\(arguments) did not end within a minute")
        kill(process.processIdentifier, SIGKILL)
      }
      usleep(2000)
    }
    process.waitUntilExit()
    let isExit = process.terminationReason == .exit
    return Outcome(
      status: isExit ? process.terminationStatus : -process.terminationStatus,
      output: try Data(contentsOf: places[0]),
      errors: String(decoding: try Data(contentsOf: places[1]), as: UTF8.self))
  }
}
