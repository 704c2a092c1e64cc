internal import Synchronization

/// A deadline that kills: reading the dead process's output then ends by itself.
///
/// Killing is the only way out of a computation inside a C library, and it works on stopped
/// processes too. ``disarm()`` tells whether it came to that.
final class Watchdog: Sendable {
  private enum State {
    case armed
    case fired
    case disarmed
  }

  private let state = Mutex(State.armed)
  private let timer: Mutex<Task<Void, Never>?> = Mutex(nil)

  init(seconds: Double, kill: @escaping @Sendable () -> Void) {
    let task = Task { [self] in
      // A day is as good as for ever, and `Duration` cannot hold an infinite number of seconds.
      let time = seconds.isNaN ? 0 : min(max(seconds, 0), 86400)
      do { try await Task.sleep(for: .seconds(time)) } catch { return }
      state.withLock { state in
        guard state == .armed else { return }
        state = .fired
        kill()
      }
    }
    timer.withLock { $0 = task }
  }

  /// Ends the watch.
  ///
  /// - Returns: Whether the deadline had passed and the process was killed.
  func disarm() -> Bool {
    timer.withLock { $0?.cancel() }
    return state.withLock { state in
      if state == .armed { state = .disarmed }
      return state == .fired
    }
  }
}
