internal import Dispatch
internal import Synchronization

/// Computes the elements of an array on several threads; the order is that of the indices.
///
/// - Parameters:
///   - count: The number of elements.
///   - threads: How many threads share the work.
///   - element: The element at an index.
/// - Returns: The elements.
/// - Throws: The error of the lowest index that failed among those tried.
package func concurrentMap<Element: Sendable>(
  _ count: Int, threads: Int, _ element: @Sendable (Int) throws -> Element
) throws -> [Element] {
  guard threads > 1, count > 1 else { return try (0..<count).map(element) }
  let state = Mutex(SharedProgress<Element>(elements: [Element?](repeating: nil, count: count)))
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index: Int? = state.withLock { state in
        guard state.failure == nil, state.next < count else { return nil }
        state.next += 1
        return state.next - 1
      }
      guard let index else { return }
      do {
        let made = try element(index)
        state.withLock { $0.elements[index] = made }
      } catch {
        state.withLock { state in
          guard index < state.failure?.index ?? count else { return }
          state.failure = (index, error)
        }
      }
    }
  }
  return try state.withLock { state in
    if let failure = state.failure { throw failure.error }
    return state.elements.compactMap { $0 }
  }
}

private struct SharedProgress<Element: Sendable>: Sendable {
  var next = 0
  var elements: [Element?]
  var failure: (index: Int, error: any Error)?
}
