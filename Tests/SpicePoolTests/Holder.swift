import Foundation

/// A coordinator in a process of its own, for the tests to kill.
struct Holder {
  struct Silent: Error {}

  let process = Process()
  private let output = Pipe()

  init(workers: Int, deck: String, analysis: String) throws {
    process.executableURL = try BuiltExecutable.folder.appendingPathComponent("PoolHolder")
    process.arguments = [
      try BuiltExecutable.folder.appendingPathComponent("assay-spice-worker").path, "\(workers)",
      deck, analysis,
    ]
    process.standardOutput = output
    try process.run()
  }

  func waitUntilBusy() throws {
    guard let line = try output.fileHandleForReading.read(upToCount: 5), line.count == 5 else {
      throw Silent()
    }
  }
}

/// A line of `/proc/PID/status`, without its key.
private func status(_ process: Int32, _ key: String) -> String? {
  guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else {
    return nil
  }
  return text.split(separator: "\n").first { $0.hasPrefix("\(key):") }
    .map { $0.dropFirst(key.count + 1).trimmingCharacters(in: .whitespaces) }
}

/// The letter of a process's state; nil if there is no such process.
func processState(_ process: Int32) -> String? {
  status(process, "State").map { String($0.prefix(1)) }
}

/// The children of a process.
func childProcesses(of parent: Int32) -> [Int32] {
  ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap(Int32.init)
    .filter { status($0, "PPid") == "\(parent)" }
}
