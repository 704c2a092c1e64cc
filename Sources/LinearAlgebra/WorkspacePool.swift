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

  /// Creates a pool without workspaces.
  ///
  /// - Parameter mostIdle: How many idle workspaces are kept.
  package init(mostIdle: Int = .max) {
    self.mostIdle = mostIdle
  }

  /// Calls a function with a workspace that no other task uses.
  ///
  /// - Parameters:
  ///   - make: Makes a workspace if none is idle.
  ///   - body: What to do with it.
  /// - Returns: What `body` returns.
  /// - Throws: What `make` and `body` throw.
  package func withWorkspace<Result: Sendable, Failure>(
    make: () throws(Failure) -> sending Workspace,
    _ body: @Sendable (Workspace) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let place: Place
    if let waiting = idle.withLock({ $0.popLast() }) {
      place = waiting
    } else {
      place = Place(try make())
    }
    defer { idle.withLock { if $0.count < mostIdle { $0.append(place) } } }
    return try place.workspace.withLock { workspace throws(Failure) in try body(workspace) }
  }
}
