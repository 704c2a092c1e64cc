internal import Synchronization

/// How far work of several stages is: a stage, how many of its pieces are done, and of how many.
///
/// Calls come from any thread; those of a stage come one after another, each with more done.
public typealias StageProgress = @Sendable (_ stage: String, _ done: Int, _ total: Int) -> Void

/// Counts the pieces of a stage that are done.
package final class StageMeter: Sendable {
  private let stage: String
  private let total: Int
  private let progress: StageProgress?
  private let done: Mutex<Int>

  /// Begins a stage.
  ///
  /// - Parameters:
  ///   - stage: Its name.
  ///   - total: The number of its pieces.
  ///   - done: How many were done before.
  ///   - progress: Gets every count; nil for nobody.
  package init(_ stage: String, of total: Int, done: Int = 0, _ progress: StageProgress?) {
    self.stage = stage
    self.total = total
    self.progress = progress
    self.done = Mutex(done)
    progress?(stage, done, total)
  }

  /// Counts pieces, and tells of them.
  ///
  /// - Parameter count: How many are done now.
  package func add(_ count: Int = 1) {
    guard let progress else { return }
    done.withLock { done in
      done += count
      progress(stage, done, total)
    }
  }
}
