internal import Synchronization

/// Idle sessions of one network, so that a later call finds its primitives ready.
final class SessionPool: Sendable {
  private let idle = Mutex<[DigitalSession]>([])

  /// Runs a body with a session that no other task uses.
  func withSession<Result>(
    of network: Network, _ body: (DigitalSession) throws -> Result
  ) throws -> Result {
    let session = try idle.withLock { $0.popLast() } ?? DigitalSession(network)
    defer { idle.withLock { $0.append(session) } }
    return try body(session)
  }
}
