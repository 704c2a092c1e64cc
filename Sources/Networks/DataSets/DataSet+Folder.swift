internal import CJPEG
internal import CPNG
internal import Configuration
internal import Foundation

extension DataSet {
  /// Pictures in a folder, named with their classes in a text file of lines `FILE CLASS`.
  static func folder(_ folder: URL, labels file: URL, limit: Int?) throws -> DataSet {
    guard let text = String(data: try read(file), encoding: .utf8) else {
      throw InputError(
        source: file.path, found: "bytes that are not UTF-8", accepted: "lines of FILE CLASS")
    }
    var labels: [Int] = []
    var bytes: [UInt8] = []
    var shape: [Int]?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if let limit, labels.count == limit { break }
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty { continue }
      guard let space = line.lastIndex(where: \.isWhitespace),
        let label = Int(line[line.index(after: space)...]), label >= 0
      else {
        throw InputError(
          source: file.path, location: "line \(index + 1)", found: "\"\(line)\"",
          accepted: "a file name, a space and a class from 0")
      }
      let name = line[..<space].trimmingCharacters(in: .whitespaces)
      let picture = try Self.picture(folder.appendingPathComponent(name))
      let expected = shape ?? picture.shape
      guard picture.shape == expected else {
        throw InputError(
          source: folder.appendingPathComponent(name).path, found: "the shape \(picture.shape)",
          accepted: "\(expected), as the first picture")
      }
      shape = expected
      labels.append(label)
      bytes.append(contentsOf: picture.bytes)
      guard bytes.count <= byteLimit else {
        throw InputError(
          source: file.path, found: "pictures of more than \(byteLimit) bytes", accepted: "fewer")
      }
    }
    return try DataSet(
      source: folder.path, imageShape: shape ?? [0, 0, 0], labels: labels, values: .bytes(bytes))
  }

  /// One decoded picture, channels first.
  private static func picture(_ url: URL) throws -> (shape: [Int], bytes: [UInt8]) {
    let data = try read(url)
    var block: UnsafeMutablePointer<UInt8>?
    var (columns, rows, channels): (UInt32, UInt32, UInt32) = (0, 0, 0)
    var message = [CChar](repeating: 0, count: 200)
    let isJPEG = data.starts(with: [0xFF, 0xD8])
    guard isJPEG || data.starts(with: [0x89, 0x50, 0x4E, 0x47]) else {
      throw InputError(
        source: url.path, found: "neither the mark of JPEG nor that of PNG",
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
        source: url.path, found: String(decoding: reason, as: UTF8.self),
        accepted: "a whole 8-bit JPEG or PNG picture")
    }
    defer { free(block) }
    let shape = [Int(channels), Int(rows), Int(columns)]
    let pixels = Array(UnsafeBufferPointer(start: block, count: shape.reduce(1, *)))
    let planes = planarBytes(pixels, images: 1, pixels: shape[1] * shape[2], channels: shape[0])
    return (shape, planes)
  }
}
