/// What the simulator said during one job: the first and the last lines, and the verdict on all.
///
/// A circuit that fights for convergence at every point of a sweep prints tens of thousands of
/// lines; the verdict reads each of them, the record keeps a bounded number.
package struct Transcript: Sendable {
  private static let headLimit = 200
  private static let tailLimit = 200

  package private(set) var verdict = TranscriptVerdict()
  private var head: [String] = []
  private var tail: [String] = []
  private var dropped = 0

  package init() {}

  /// Records a line.
  package mutating func append(_ line: String) {
    // Progress that depends on the clock: the same run must leave the same transcript.
    if line.contains("Reference value") { return }
    verdict.read(line)
    if head.count < Self.headLimit {
      head.append(line)
      return
    }
    tail.append(line)
    if tail.count >= 2 * Self.tailLimit {
      dropped += tail.count - Self.tailLimit
      tail.removeFirst(tail.count - Self.tailLimit)
    }
  }

  /// The kept lines, with a line in place of those that were dropped.
  package var lines: [String] {
    let end = tail.suffix(Self.tailLimit)
    let missing = dropped + tail.count - end.count
    return missing == 0 ? head + end : head + ["… \(missing) lines …"] + end
  }
}
