internal import CJPEG
internal import CPNG
internal import Configuration
internal import Foundation

/// A decoded JPEG or PNG file.
struct Picture {
  /// Channels (one for gray, three for color), rows, columns.
  let shape: [Int]
  /// The pixels, channels first.
  let bytes: [UInt8]

  /// The largest file.
  private static let fileLimit = 1 << 30

  /// Reads a file.
  ///
  /// - Parameter url: The file.
  /// - Returns: The file, still to be decoded.
  /// - Throws: `UnavailableError` if it cannot be read.
  static func data(of url: URL) throws -> Data {
    try InputFile.data(of: url, limit: fileLimit)
  }

  /// Decodes a file.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - source: The file as it is named in messages.
  /// - Throws: `InputError` if it is no whole picture.
  init(_ data: Data, source: String) throws {
    var block: UnsafeMutablePointer<UInt8>?
    var (columns, rows, channels): (UInt32, UInt32, UInt32) = (0, 0, 0)
    var message = [CChar](repeating: 0, count: 200)
    let isJPEG = data.starts(with: [0xFF, 0xD8])
    guard isJPEG || data.starts(with: [0x89, 0x50, 0x4E, 0x47]) else {
      throw InputError(
        source: source, found: "neither the mark of JPEG nor that of PNG",
        accepted: "a JPEG or PNG file")
    }
    let status = data.withUnsafeBytes { bytes in
      let source = bytes.bindMemory(to: UInt8.self).baseAddress
      // No test image has more than 2^26 pixels; a header that says so is broken.
      return isJPEG
        ? assay_jpeg_decode(
          source, data.count, 1 << 26, &block, &columns, &rows, &channels, &message)
        : assay_png_decode(
          source, data.count, 1 << 26, &block, &columns, &rows, &channels, &message)
    }
    guard status == 0, let block else {
      let reason = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw InputError(
        source: source, found: String(decoding: reason, as: UTF8.self),
        accepted: "a whole JPEG or PNG picture")
    }
    defer { free(block) }
    shape = [Int(channels), Int(rows), Int(columns)]
    let pixels = Array(UnsafeBufferPointer(start: block, count: shape.reduce(1, *)))
    bytes = planarBytes(pixels, images: 1, pixels: shape[1] * shape[2], channels: shape[0])
  }
}
