/// What the workers of a pool have been through.
public struct PoolActivity: Sendable, Equatable {
  /// The state of every worker's place, now.
  public internal(set) var states: [WorkerState]
  /// Every state that a place has been in, in order; the last thousand of each.
  public internal(set) var histories: [[WorkerState]]
  /// Processes that took the place of a retired one.
  public internal(set) var restarts = 0
  /// Attempts at a job after the first.
  public internal(set) var retries = 0
  /// Jobs that ended with vectors.
  public internal(set) var solved = 0
  /// Jobs that ended without.
  public internal(set) var failed = 0

  init(workers: Int) {
    states = Array(repeating: .starting, count: workers)
    histories = Array(repeating: [.starting], count: workers)
  }

  mutating func enter(_ state: WorkerState, worker: Int) {
    if states[worker] == .retired && state == .starting { restarts += 1 }
    if states[worker] == state && state == .starting { return }
    states[worker] = state
    histories[worker].append(state)
    if histories[worker].count > 1000 { histories[worker].removeFirst() }
  }
}
