import Configuration
import Crossbars
import Foundation
import TestSupport
import Testing

/// Campaigns of the built program, disturbed by `kill -9` while they run.
@Suite(.serialized) struct KillTests {
  /// About a second of work for one worker.
  private static let recipe = """
    schema = 1
    name = "kill"
    technology = "array.toml"
    [[cases]]
    rows = 16
    columns = 16
    arrays = 12
    batch = 8
    programming = "continuous"
    inputs = ["binary", "multi-level", "sparse"]

    """

  let workplace: Workplace
  let program: URL

  init() throws {
    workplace = try Workplace(recipe: Self.recipe)
    // The package's root is the working directory of its tests.
    program = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
      .appendingPathComponent(".build/release/assay")
    try #require(
      FileManager.default.isExecutableFile(atPath: program.path),
      "build the program first: swift build -c release")
  }

  private func start(_ name: String, jobs: Int, resumes: Bool) throws -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments =
      [
        "golden", "generate", workplace.recipe.path, "--output", workplace.folder.file(name).path,
        "--jobs", "\(jobs)", "--quiet", "--json",
      ] + (resumes ? ["--resume"] : [])
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func children(of process: Process) -> [pid_t] {
    // Workers are started by any thread, so every task has its own list.
    let tasks = "/proc/\(process.processIdentifier)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    let texts = threads.compactMap {
      try? String(contentsOfFile: "\(tasks)/\($0)/children", encoding: .utf8)
    }
    return texts.flatMap { $0.split(separator: " ").compactMap { pid_t($0) } }
  }

  private func finished(_ name: String) -> Int {
    let parts = workplace.folder.file(name).appendingPathComponent(".parts").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parts)) ?? []
    return names.filter { $0.hasSuffix(".part") }.count
  }

  @Test(arguments: [1, 2])
  func `killed at any moment and resumed, a campaign ends in the same bytes`(
    jobs: Int
  ) async throws {
    let clock = ContinuousClock()
    let begun = clock.now
    let undisturbed = try start("whole", jobs: jobs, resumes: false)
    undisturbed.waitUntilExit()
    #expect(undisturbed.terminationStatus == 0)
    let time = clock.now - begun
    let whole = try workplace.bytes("whole")
    var generator = SeededGenerator(seed: 20, stream: UInt64(jobs))
    for round in 0..<3 {
      let name = "round\(round)"
      var kept = 0
      var process = try start(name, jobs: jobs, resumes: false)
      for _ in 0..<6 {
        // Sometimes before the first case, sometimes in the middle, sometimes in the assembly.
        try await Task.sleep(for: time * (0.6 * generator.uniform()))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        // What is finished stays finished; only a complete suite has no parts.
        let isComplete = FileManager.default.fileExists(
          atPath: workplace.folder.file("\(name)/digest.json").path)
        #expect(isComplete || finished(name) >= kept)
        kept = finished(name)
        process = try start(name, jobs: jobs, resumes: true)
      }
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(try workplace.bytes(name) == whole)
    }
  }

  @Test func `killed workers are replaced and the bytes are the same`() async throws {
    let undisturbed = try start("whole", jobs: 2, resumes: false)
    undisturbed.waitUntilExit()
    let whole = try workplace.bytes("whole")
    let process = try start("disturbed", jobs: 2, resumes: false)
    var killed = 0
    while process.isRunning && killed < 3 {
      // One at a time: a job that ruins two fresh workers is rightly given up. The thread sleeps
      // itself, because a task may wait for one while other tests keep all of them.
      usleep(60_000)
      if let worker = children(of: process).last, kill(worker, SIGKILL) == 0 { killed += 1 }
      usleep(60_000)
    }
    process.waitUntilExit()
    #expect(killed > 0, "no worker was found to kill")
    #expect(process.terminationStatus == 0)
    #expect(try workplace.bytes("disturbed") == whole)
  }
}
