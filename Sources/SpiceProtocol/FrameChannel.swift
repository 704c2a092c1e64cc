internal import Foundation

/// The worker's end of the conversation: blocking reads and writes of whole frames.
package struct FrameChannel {
  private let input: Int32
  private let output: Int32
  private var decoder = FrameDecoder()

  package init(reading input: Int32, writing output: Int32) {
    self.input = input
    self.output = output
  }

  /// The next frame, or nil at the end of the stream.
  package mutating func receive() throws(FrameError) -> Frame? {
    let size = 1 << 16
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
    defer { piece.deallocate() }
    while true {
      if let frame = try decoder.next() { return frame }
      let count = read(input, piece.baseAddress, size)
      if count < 0 {
        if errno == EINTR { continue }
        throw .brokenPipe(errno)
      }
      if count == 0 {
        if decoder.isMidFrame { throw .truncated }
        return nil
      }
      decoder.append(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    }
  }

  /// Writes a frame.
  package func send(_ frame: Frame) throws(FrameError) {
    try write(frame.prologue)
    try write(frame.payload)
  }

  /// Writes bytes as they are; a test's worker babbles through this.
  package func write(_ bytes: [UInt8]) throws(FrameError) {
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.write(output, $0.baseAddress?.advanced(by: start), bytes.count - start)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .brokenPipe(errno)
      }
      start += count
    }
  }
}
