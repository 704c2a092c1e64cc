import Foundation
import Testing

/// The scripts of a job array, run without a cluster: as a node would run them.
struct SlurmScriptTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write("tiny.toml", GoldenRefusalTests.recipe)
  }

  /// Runs a script of the folder `array` as a task, with a `scontrol` that writes down its orders.
  private func runTask(_ number: Int, in environment: [String: String] = [:]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["array/array.sbatch"]
    process.currentDirectoryURL = place.folder
    process.environment = ProcessInfo.processInfo.environment.merging([
      "SLURM_SUBMIT_DIR": place.file("array").path, "SLURM_ARRAY_TASK_ID": "\(number)",
      "SLURM_ARRAY_JOB_ID": "7", "PATH": "\(place.file("bin").path):/usr/bin:/bin",
    ]) { $1 }.merging(environment) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Puts stand-ins for `scontrol` and for the `sleep` that waits for it on the path.
  private func standIns() throws {
    try FileManager.default.createDirectory(
      at: place.file("bin"), withIntermediateDirectories: true)
    for (name, line) in [
      ("scontrol", "echo \"$@\" >> \(place.file("orders").path)"), ("sleep", ":"),
    ] {
      try place.write("bin/\(name)", "#!/bin/sh\n\(line)\n")
      chmod(place.file("bin/\(name)").path, 0o755)
    }
  }

  private func slurm(_ more: String...) -> [String] {
    ["golden", "slurm", "tiny.toml", "--output", "array", "--jobs", "1"] + more
  }

  @Test func `the tasks and the merge give the bytes of an undivided run`() throws {
    try standIns()
    let outcome = try place.run(slurm("--tasks", "2", "--partition", "batch", "--time", "30"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let script = try String(contentsOf: place.file("array/array.sbatch"), encoding: .utf8)
    for line in [
      "#SBATCH --array=1-2", "#SBATCH --requeue", "#SBATCH --partition=batch",
      "#SBATCH --time=30", "#SBATCH --cpus-per-task=1",
    ] {
      #expect(script.split(separator: "\n").contains { $0 == line }, "no \(line)")
    }
    for task in 1...2 { #expect(try runTask(task) == 0) }
    let merge = try Program.shell(
      "cd array && SLURM_SUBMIT_DIR=$PWD bash merge.sbatch", [], in: place.folder)
    #expect(merge.status == 0, "\(merge.errors)")
    let whole = try place.run(
      ["golden", "generate", "tiny.toml", "--output", "whole", "--jobs", "1"])
    #expect(whole.status == 0, "\(whole.errors)")
    for name in ["suite.h5", "digest.json", "suite.toml", "technology.toml"] {
      let bytes = try Data(contentsOf: place.file("whole/\(name)"))
      #expect(try Data(contentsOf: place.file("array/suite/\(name)")) == bytes, "\(name)")
    }
    #expect(!FileManager.default.fileExists(atPath: place.file("orders").path))
  }

  @Test func `a broken run goes back into the queue, a wrong recipe does not`() throws {
    try standIns()
    #expect(try place.run(slurm()).status == 0)
    let environment = ["ASSAY_SPICE_WORKER": place.file("no-worker").path]
    #expect(try runTask(1, in: environment) == 69)
    #expect(
      try String(contentsOf: place.file("orders"), encoding: .utf8) == "requeue 7_1\n")
    let last = environment.merging(["SLURM_RESTART_COUNT": "20"]) { $1 }
    #expect(try runTask(1, in: last) == 69)
    try place.edit("tiny.toml", "batch = 2", "batch = 0")
    #expect(try runTask(1) == 65)
    #expect(
      try String(contentsOf: place.file("orders"), encoding: .utf8) == "requeue 7_1\n")
  }

  @Test(arguments: [
    ["--tasks", "0"], ["--tasks", "3"], ["--jobs", "0"], ["--time", "1"], ["--memory", "1"],
    ["--partition", "a b"], ["--account", "x\ny"], ["--partition", "--wrap"],
  ])
  func `options that no cluster can follow are refused`(options: [String]) throws {
    try place.expectRefusal(
      ["golden", "slurm", "tiny.toml", "--output", "array"] + options, status: 64,
      naming: [options[0]])
  }

  @Test func `a folder of another division is refused`() throws {
    #expect(try place.run(slurm("--tasks", "2")).status == 0)
    #expect(try place.run(slurm("--tasks", "2")).status == 0)
    try FileManager.default.createDirectory(
      at: place.file("array/shards/2"), withIntermediateDirectories: true)
    let outcome = try place.run(slurm("--tasks", "1"))
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("shards/2"))
  }
}
