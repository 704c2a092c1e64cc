/// One message between coordinator and worker: a JSON header and raw bytes.
///
/// On the wire: the length of everything that follows as a little-endian `UInt32`, the length of
/// the header likewise, the header, the payload.
package struct Frame: Sendable, Equatable {
  /// The largest accepted frame.
  ///
  /// A length beyond it is not a length: somebody printed text.
  package static let sizeLimit = 1 << 28

  /// UTF-8 JSON.
  package var header: [UInt8]
  /// A deck as UTF-8, or vectors as little-endian `Float64`.
  package var payload: [UInt8]

  package init(header: [UInt8], payload: [UInt8] = []) {
    self.header = header
    self.payload = payload
  }

  /// The length prefixes and the header; the payload follows them unchanged.
  package var prologue: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count)
    Self.append(UInt32(4 + header.count + payload.count), to: &bytes)
    Self.append(UInt32(header.count), to: &bytes)
    bytes += header
    return bytes
  }

  private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
