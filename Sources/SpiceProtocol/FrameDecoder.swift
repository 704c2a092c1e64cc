/// Frames out of a stream of bytes that arrives in pieces of any size.
package struct FrameDecoder: Sendable {
  private var buffer: [UInt8] = []

  package init() {}

  /// Whether bytes of an unfinished frame are waiting.
  package var isMidFrame: Bool { !buffer.isEmpty }

  /// Makes room for the next piece and appends it.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    if let length = number(at: 0), length <= Frame.sizeLimit {
      buffer.reserveCapacity(length + 4)
    }
    buffer.append(contentsOf: bytes)
  }

  /// The next complete frame, or nil if more bytes are needed.
  package mutating func next() throws(FrameError) -> Frame? {
    guard let length = number(at: 0) else { return nil }
    guard length >= 4, length <= Frame.sizeLimit else { throw .notAFrame(Array(buffer.prefix(64))) }
    guard let headerLength = number(at: 4) else { return nil }
    guard headerLength <= length - 4, buffer.count < 9 || buffer[8] == UInt8(ascii: "{") else {
      throw .notAFrame(Array(buffer.prefix(64)))
    }
    let end = 4 + length
    guard buffer.count >= end else { return nil }
    let frame = Frame(
      header: Array(buffer[8..<(8 + headerLength)]),
      payload: Array(buffer[(8 + headerLength)..<end]))
    buffer.removeFirst(end)
    return frame
  }

  private func number(at index: Int) -> Int? {
    guard buffer.count >= index + 4 else { return nil }
    return (0..<4).reduce(0) { $0 | Int(buffer[index + $1]) << (8 * $1) }
  }
}
