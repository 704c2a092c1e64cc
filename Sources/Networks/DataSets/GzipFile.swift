internal import CZlib
internal import Configuration
internal import Foundation

/// Reads files that may be gzip-compressed.
enum GzipFile {
  /// The contents of a file; decompressed if it starts with the mark of gzip.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - limit: The most bytes that are produced.
  /// - Returns: The bytes.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if the compressed data
  ///   is broken, ends early, is followed by something else or exceeds the limit.
  static func contents(of url: URL, limit: Int) throws -> [UInt8] {
    let data = [UInt8](try DataSet.read(url))
    guard data.starts(with: [0x1F, 0x8B]) else { return data }
    func refusal(_ found: String) -> InputError {
      InputError(source: url.path, found: found, accepted: "a complete gzip file")
    }
    var stream = z_stream()
    // 15 is the largest window; 16 more asks for a gzip header.
    let version = inflateInit2_(
      &stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard version == Z_OK else { throw UnavailableError("zlib", reason: "it does not start") }
    defer { inflateEnd(&stream) }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
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
      guard result.count <= limit else { throw refusal("more than \(limit) bytes inside") }
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
