import Foundation
import SpicePool
import SpiceProtocol

// A coordinator for the tests to kill: `PoolHolder WORKER COUNT DECK ANALYSIS` keeps COUNT workers
// busy with one circuit. Ctrl-C cancels the pool; then the number of children that are left,
// zombies included, is the exit status.
setpgid(0, 0)
let words = CommandLine.arguments
guard words.count == 5, let count = Int(words[2]) else { exit(64) }
let configuration = WorkerPool.Configuration(
  executable: URL(fileURLWithPath: words[1]), workers: count)
let job = SpiceJob(
  id: "endless", deck: words[3], analysis: words[4], vectors: ["v(a)"], pointCount: 1,
  deadlineSeconds: 600)

let work = Task.detached { [configuration, job, count] in
  try await WorkerPool.run(configuration) { pool in
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<count { group.addTask { _ = await pool.solve(job) } }
      while await pool.activity.states.contains(where: { $0 != .busy }) && !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(10))
      }
      FileHandle.standardOutput.write(Data("busy\n".utf8))
    }
  }
}
signal(SIGINT, SIG_IGN)
let interrupt = DispatchSource.makeSignalSource(signal: SIGINT)
interrupt.setEventHandler { work.cancel() }
interrupt.resume()
_ = await work.result

/// The processes whose parent is this one.
func childCount() -> Int {
  let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
  return entries.filter { entry in
    guard Int32(entry) != nil,
      let text = try? String(contentsOfFile: "/proc/\(entry)/status", encoding: .utf8)
    else { return false }
    return text.split(separator: "\n").contains("PPid:\t\(getpid())")
  }.count
}
exit(Int32(childCount()))
