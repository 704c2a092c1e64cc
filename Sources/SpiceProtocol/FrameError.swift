/// Why a stream of bytes is no conversation.
package enum FrameError: Error, Equatable {
  /// The bytes do not begin a frame; the first of them are kept for the message.
  case notAFrame([UInt8])
  /// The stream ended inside a frame.
  case truncated
  /// A read or write failed, with the `errno` of the call.
  case brokenPipe(Int32)
  /// The header is not the JSON of any message.
  case unknownMessage(String)
}
