internal import Synchronization

/// Idle sessions of one network, so that a later call finds its primitives ready.
final class SessionPool: Sendable {
  /// A session that nobody uses.
  // A session is not Sendable; it is in the pool only while no task holds it, and the pool's lock
  // orders its last use before its next.
  private struct Idle: @unchecked Sendable {
    let session: DigitalSession
  }

  private let idle = Mutex<[Idle]>([])

  /// Runs a body with a session that no other task uses.
  func withSession<Result>(
    of network: Network, _ body: (DigitalSession) throws -> Result
  ) throws -> Result {
    let waiting = idle.withLock { $0.popLast() }
    let session = try waiting?.session ?? DigitalSession(network)
    defer {
      let returned = Idle(session: session)
      idle.withLock { $0.append(returned) }
    }
    return try body(session)
  }
}
