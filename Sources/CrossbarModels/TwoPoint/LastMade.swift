internal import Synchronization

/// What was made last, for whoever asks for the same again: the arrays of a network have one circuit.
final class LastMade<Key: Equatable & Sendable, Value: Sendable>: Sendable {
  private let kept = Mutex<(key: Key, value: Value)?>(nil)

  /// The value of a key.
  ///
  /// - Parameters:
  ///   - key: All that the value depends on.
  ///   - make: What makes it.
  /// - Returns: The value that was kept, or a new one.
  func value(for key: Key, _ make: () -> Value) -> Value {
    if let kept = kept.withLock({ $0 }), kept.key == key { return kept.value }
    let made = make()
    kept.withLock { $0 = (key, made) }
    return made
  }
}
