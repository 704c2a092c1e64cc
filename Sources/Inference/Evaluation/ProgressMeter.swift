internal import Synchronization

/// Counts images that are done.
final class ProgressMeter: Sendable {
  private let done = Mutex(0)
  private let report: @Sendable (Int) -> Void

  init(_ report: @escaping @Sendable (Int) -> Void) {
    self.report = report
  }

  func add(_ count: Int) {
    report(
      done.withLock { done in
        done += count
        return done
      })
  }
}
