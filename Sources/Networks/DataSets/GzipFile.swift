internal import CZlib
internal import Configuration
internal import Foundation

/// Reads files that may be gzip-compressed.
enum GzipFile {
  /// The contents of a file; decompressed if it starts with the mark of gzip.
  ///
  /// What a compressed file unfolds to is limited by what its contents say of themselves, since a few
  /// megabytes can unfold to gigabytes.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - limit: The most bytes that are read or produced.
  ///   - size: How many bytes the contents should have, from their first bytes; nil if these do not
  ///     tell yet. It is asked until it answers, and may throw to refuse the file.
  /// - Returns: The bytes.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` if the compressed data
  ///   is broken, ends early, is followed by something else, or exceeds the size or the limit; what
  ///   `size` throws.
  static func contents(
    of url: URL, limit: Int, size: ([UInt8]) throws -> Int?
  ) throws -> [UInt8] {
    let data = [UInt8](try InputFile.data(of: url, limit: limit))
    guard data.starts(with: [0x1F, 0x8B]) else {
      _ = try size(data)
      return data
    }
    func refusal(_ found: String, _ accepted: String = "a complete gzip file") -> InputError {
      InputError(source: url.path, found: found, accepted: accepted)
    }
    var stream = z_stream()
    // 15 is the largest window; 16 more asks for a gzip header.
    let version = inflateInit2_(
      &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard version == Z_OK else { throw UnavailableError("zlib", reason: "it does not start") }
    defer { inflateEnd(&stream) }
    var result: [UInt8] = []
    var expected: Int?
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var consumed = 0
    while true {
      let piece = min(data.count - consumed, 1 << 24)
      let status = data.withUnsafeBufferPointer { input in
        chunk.withUnsafeMutableBufferPointer { output in
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress.map { $0 + consumed })
          stream.avail_in = UInt32(piece)
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          return inflate(&stream, Z_NO_FLUSH)
        }
      }
      consumed += piece - Int(stream.avail_in)
      let produced = chunk.count - Int(stream.avail_out)
      result.append(contentsOf: chunk[..<produced])
      if expected == nil { expected = try size(result) }
      guard result.count <= min(expected ?? limit, limit) else {
        throw refusal(
          "more than \(min(expected ?? limit, limit)) bytes inside",
          "as many bytes as the contents announce, at most \(limit)")
      }
      if status == Z_STREAM_END {
        if consumed == data.count { return result }
        // A gzip file may have several members.
        guard data[consumed...].starts(with: [0x1F, 0x8B]), inflateReset(&stream) == Z_OK else {
          throw refusal("\(data.count - consumed) bytes after the end of the compressed data")
        }
        continue
      }
      guard status == Z_OK, produced > 0 || consumed < data.count else {
        throw refusal(
          status == Z_DATA_ERROR ? "broken compressed data" : "compressed data that ends early")
      }
    }
  }
}
