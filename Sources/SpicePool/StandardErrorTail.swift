internal import Synchronization

/// The last bytes that a worker printed to standard error, for the report of its crash.
final class StandardErrorTail: Sendable {
  private static let limit = 16 << 10
  private let bytes = Mutex<[UInt8]>([])

  func append(_ piece: UnsafeRawBufferPointer) {
    bytes.withLock { bytes in
      bytes.append(contentsOf: piece.suffix(Self.limit))
      if bytes.count > 2 * Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }
  }

  /// The last lines.
  func lines(_ count: Int) -> [String] {
    let text = bytes.withLock { String(decoding: $0.suffix(Self.limit), as: UTF8.self) }
    return text.split(separator: "\n").suffix(count).map(String.init)
  }
}
