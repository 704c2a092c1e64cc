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
package func concurrentMap<Element: Sendable, Failure: Error>(
  _ count: Int, threads: Int, _ element: @Sendable (Int) throws(Failure) -> Element
) throws(Failure) -> [Element] {
  guard threads > 1, count > 1 else {
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for index in 0..<count { elements.append(try element(index)) }
    return elements
  }
  let state = Mutex(SharedProgress<Element, Failure>(elements: Array(repeating: nil, count: count)))
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let index: Int? = state.withLock { state in
        guard state.failure == nil, state.next < count else { return nil }
        state.next += 1
        return state.next - 1
      }
      guard let index else { return }
      do throws(Failure) {
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
  let progress = state.withLock { $0 }
  if let failure = progress.failure { throw failure.error }
  return progress.elements.compactMap { $0 }
}

private struct SharedProgress<Element: Sendable, Failure: Error>: Sendable {
  var next = 0
  var elements: [Element?]
  var failure: (index: Int, error: Failure)?
}
