import Configuration
import Foundation
import Synchronization

/// Progress on standard error: a bar with rate and time left on a terminal, plain lines otherwise.
final class ProgressLine: Sendable {
  private struct State {
    var done = 0
    var lastPrinted: Date
    var isShown = false
  }

  private let title: String
  private let total: Int
  private let isSilent: Bool
  private let isBrief: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start: Date
  private let state: Mutex<State>

  /// Creates the progress of `total` equal pieces of work.
  ///
  /// - Parameters:
  ///   - title: What is done.
  ///   - total: The number of pieces.
  ///   - options: Whether anything is to be said.
  ///   - isBrief: Whether the line is of a passing stage: it leaves a terminal when it is done, and is not
  ///     printed elsewhere unless it takes long.
  init(_ title: String, total: Int, options: OutputOptions, isBrief: Bool = false) {
    self.title = PrintedText.line(title)
    self.total = total
    self.isBrief = isBrief
    isSilent = options.quiet
    start = Date()
    state = Mutex(State(lastPrinted: isBrief && !isTerminal ? start : .distantPast))
  }

  /// Records that this many pieces are done; repeats of the same count are not printed.
  func update(_ done: Int) {
    guard !isSilent else { return }
    let line: String? = state.withLock { state in
      let now = Date()
      let interval = isTerminal ? 0.1 : 10
      let isLast = done == total && (state.isShown || !isBrief)
      guard isLast || now.timeIntervalSince(state.lastPrinted) >= interval else { return nil }
      state.done = done
      state.lastPrinted = now
      state.isShown = true
      if isTerminal, isBrief, done == total { return "\r\u{1B}[K" }
      let elapsed = now.timeIntervalSince(start)
      let rate = Double(done) / max(elapsed, 1e-9)
      let left = rate > 0 ? Double(total - done) / rate : 0
      let figures = done > 0 ? String(format: "%.3g/s, %.0f s left", rate, left) : "begun"
      guard isTerminal else { return "\(title): \(done) of \(total), \(figures)\n" }
      let filled = 24 * done / max(total, 1)
      let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 24 - filled)
      return "\r\u{1B}[K\(title) \(bar) \(done)/\(total), \(figures)\(done == total ? "\n" : "")"
    }
    if let line { try? StandardStream.error.write(Data(line.utf8)) }
  }
}
