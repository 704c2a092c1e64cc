import Synchronization

/// The progress of several things, each on a line of its own.
final class ProgressLines: Sendable {
  private let options: OutputOptions
  private let lines = Mutex<[String: ProgressLine]>([:])

  /// Creates the progress of nothing yet.
  init(options: OutputOptions) {
    self.options = options
  }

  /// Records that this many pieces of a thing are done.
  func update(_ title: String, _ done: Int, of total: Int) {
    let line = lines.withLock { lines in
      let line = lines[title] ?? ProgressLine(title, total: total, options: options)
      lines[title] = line
      return line
    }
    line.update(done)
  }
}
