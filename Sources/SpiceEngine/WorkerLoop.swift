internal import Foundation
internal import SpiceProtocol

/// The life of a worker process: hello, then one outcome per job until the coordinator is gone.
public struct WorkerLoop {
  private let input: Int32
  private var channel: FrameChannel

  /// Creates the loop.
  ///
  /// - Parameters:
  ///   - input: The descriptor of the coordinator's frames, a pipe.
  ///   - output: The descriptor of the worker's frames; libngspice must not know it.
  public init(reading input: Int32, writing output: Int32) {
    self.input = input
    channel = FrameChannel(reading: input, writing: output)
  }

  /// Serves jobs to the end of the stream.
  ///
  /// - Returns: The exit status of the process.
  public consuming func run() -> Int32 {
    do {
      Self.endWithCoordinator(input)
      let session = try Self.isolatedSession()
      try channel.send(
        WorkerMessage.hello(
          .init(
            protocolVersion: spiceProtocolVersion, processID: getpid(), simulator: session.version)
        ).frame)
      while let frame = try channel.receive() {
        guard case .job(let job, let deck) = try WorkerMessage(frame) else {
          Self.complain("the coordinator sent no job")
          return 76
        }
        var (outcome, values) = session.solve(job, deck: deck)
        outcome.residentBytes = Self.residentBytes
        try channel.send(WorkerMessage.outcome(outcome, values: values).frame)
        if session.isPoisoned || outcome.failure == .poisoned { return 70 }
      }
      return 0
    } catch {
      Self.complain("\(error)")
      return 70
    }
  }

  /// Starts the library out of reach of the user's start-up files and variables, which would
  /// change results that carry no trace of them.
  ///
  /// The library reads `.spiceinit` from the working directory or else from the home directory of
  /// the password database: an empty one in a directory of its own shuts both out.
  private static func isolatedSession() throws -> NgspiceSession {
    for name in ProcessInfo.processInfo.environment.keys
    where name.hasPrefix("SPICE") || name.hasPrefix("NGSPICE") {
      unsetenv(name)
    }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("assay-spice-worker-\(getpid())-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("* nothing\n".utf8).write(to: folder.appendingPathComponent(".spiceinit"))
    guard chdir(folder.path) == 0 else {
      throw SessionError(reason: "the folder \(folder.path) cannot be entered", transcript: [])
    }
    let session = try NgspiceSession()
    guard chdir("/") == 0 else {
      throw SessionError(reason: "the folder / cannot be entered", transcript: [])
    }
    return session
  }

  /// Ends the process when nobody holds the other end of the pipe any more.
  ///
  /// A thread watches, because the main thread may be inside libngspice for minutes. `prctl` with
  /// `PR_SET_PDEATHSIG` is no substitute: it fires when the *thread* that spawned the worker
  /// ends, and a coordinator's threads come and go.
  private static func endWithCoordinator(_ input: Int32) {
    let watch = Thread {
      var descriptor = pollfd(fd: input, events: 0, revents: 0)
      while true {
        let count = poll(&descriptor, 1, -1)
        if count > 0 && descriptor.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { _exit(0) }
        if count < 0 && errno != EINTR { _exit(71) }
      }
    }
    watch.stackSize = 1 << 16
    watch.start()
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("assay-spice-worker: \(text)\n".utf8))
  }

  /// The resident memory of this process in bytes; 0 where the system does not tell.
  private static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 128)
    guard fgets(&text, 128, file) != nil else { return 0 }
    let words = String(
      decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self
    )
    .split(separator: " ")
    guard words.count > 1, let pages = Int(words[1]) else { return 0 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
