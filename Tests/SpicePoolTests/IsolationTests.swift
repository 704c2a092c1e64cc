import Foundation
import SpicePool
import Testing

/// A result depends on its deck and its simulator, not on whose home it was computed in.
@Suite struct IsolationTests {
  @Test func `start-up files of the user are not read`() throws {
    let folder = URL(fileURLWithPath: unusedPath())
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let mark = folder.appendingPathComponent("mark").path
    for name in [".spiceinit", "spinit"] {
      try Data("* commands\nshell touch \(mark)\n".utf8)
        .write(to: folder.appendingPathComponent(name))
    }
    let worker = Process()
    worker.executableURL = try WorkerLocator.locate()
    worker.currentDirectoryURL = folder
    worker.environment = ProcessInfo.processInfo.environment.merging([
      "HOME": folder.path, "SPICE_SCRIPTS": folder.path, "SPICE_LIB_DIR": folder.path,
    ]) { $1 }
    let input = Pipe()
    let output = Pipe()
    worker.standardInput = input
    worker.standardOutput = output
    try worker.run()
    // The hello comes after the library has started.
    let hello = try output.fileHandleForReading.read(upToCount: 9)
    #expect(hello?.last == UInt8(ascii: "{"))
    #expect(!FileManager.default.fileExists(atPath: mark))
    try input.fileHandleForWriting.close()
    worker.waitUntilExit()
    #expect(worker.terminationStatus == 0)
  }
}
