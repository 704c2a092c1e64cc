internal import Synchronization

/// The last bytes that a worker printed to standard error, for the report of its crash.
final class StandardErrorTail: Sendable {
  private static let limit = 16 << 10
  private let bytes = Mutex<[UInt8]>([])
  private let isComplete = Mutex(false)

  func append(_ piece: UnsafeRawBufferPointer) {
    bytes.withLock { bytes in
      bytes.append(contentsOf: piece.suffix(Self.limit))
      if bytes.count > 2 * Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }
  }

  /// Records that nothing more will come.
  func end() {
    isComplete.withLock { $0 = true }
  }

  /// The last lines of a process that has ended.
  ///
  /// Its last words may still be in the pipe when its end is seen elsewhere: they are waited for,
  /// but not forever, since a grandchild may hold the pipe open.
  func lastLines(_ count: Int) async -> [String] {
    for _ in 0..<200 where !isComplete.withLock({ $0 }) {
      try? await Task.sleep(for: .milliseconds(5))
    }
    return lines(count)
  }

  /// The last lines.
  func lines(_ count: Int) -> [String] {
    let text = bytes.withLock { String(decoding: $0.suffix(Self.limit), as: UTF8.self) }
    return text.split(separator: "\n").suffix(count).map(String.init)
  }
}
