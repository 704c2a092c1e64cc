internal import LinearAlgebra

/// Idle sessions of one network, so that a later call finds its primitives ready.
final class SessionPool: Sendable {
  private let sessions = WorkspacePool<DigitalSession>()

  /// Runs a body with a session that no other task uses.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - body: What to do with the session.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws, and what keeps a session from being prepared.
  func withSession<Result: Sendable>(
    of network: Network, _ body: @Sendable (DigitalSession) throws -> Result
  ) throws -> Result {
    try sessions.withWorkspace(make: { () throws(any Error) in try DigitalSession(network) }, body)
  }
}
