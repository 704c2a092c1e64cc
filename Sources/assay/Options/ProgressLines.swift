import Synchronization

/// The progress of several things, each on a line of its own.
final class ProgressLines: Sendable {
  private let options: OutputOptions
  private let isBrief: Bool
  private let lines = Mutex<[String: ProgressLine]>([:])

  /// Creates the progress of nothing yet.
  ///
  /// - Parameters:
  ///   - options: Whether anything is to be said.
  ///   - isBrief: Whether the lines are of passing stages.
  init(options: OutputOptions, isBrief: Bool = false) {
    self.options = options
    self.isBrief = isBrief
  }

  /// Records that this many pieces of a thing are done.
  func update(_ title: String, _ done: Int, of total: Int) {
    let line = lines.withLock { lines in
      let line =
        lines[title] ?? ProgressLine(title, total: total, options: options, isBrief: isBrief)
      // What comes again begins again.
      lines[title] = done == total ? nil : line
      return line
    }
    line.update(done)
  }
}
