internal import Synchronization

/// Workspaces of one kind, each used by one task at a time and kept for the next.
package final class WorkspacePool<Workspace>: Sendable {
  /// A workspace behind a lock that nobody waits for: it is idle, or with the task that took it.
  private final class Place: Sendable {
    let workspace: Mutex<Workspace>

    init(_ workspace: sending Workspace) {
      self.workspace = Mutex(workspace)
    }
  }

  private let idle = Mutex<[Place]>([])
  private let mostIdle: Int
  private let make: @Sendable () -> sending Workspace

  /// Creates a pool without workspaces.
  ///
  /// - Parameters:
  ///   - mostIdle: How many idle workspaces are kept.
  ///   - make: Makes one.
  package init(mostIdle: Int = .max, make: @escaping @Sendable () -> sending Workspace) {
    self.mostIdle = mostIdle
    self.make = make
  }

  /// Calls a function with a workspace that no other task uses.
  ///
  /// - Parameter body: What to do with it.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  package func withWorkspace<Result: Sendable>(
    _ body: @Sendable (Workspace) throws -> Result
  ) rethrows -> Result {
    let place = idle.withLock { $0.popLast() } ?? Place(make())
    defer { idle.withLock { if $0.count < mostIdle { $0.append(place) } } }
    return try place.workspace.withLock { try body($0) }
  }
}
