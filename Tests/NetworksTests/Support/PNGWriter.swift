import Foundation

/// Writes PNG files by the specification, uncompressed.
struct PNGWriter {
  var columns: Int
  var rows: Int
  var depth: UInt8
  /// 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha.
  var color: UInt8
  var isInterlaced = false
  /// Chunks between header and data.
  var chunks: [(name: String, bytes: [UInt8])] = []

  /// The file with the given bytes of scan lines, one list for each line of each pass.
  func file(lines: [[UInt8]]) -> Data {
    var data = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let size = [columns, rows].flatMap { Self.big(UInt32($0)) }
    data += Self.chunk("IHDR", size + [depth, color, 0, 0, isInterlaced ? 1 : 0])
    for chunk in chunks { data += Self.chunk(chunk.name, chunk.bytes) }
    data += Self.chunk("IDAT", Self.stored(lines.flatMap { [0] + $0 }))
    return data + Self.chunk("IEND", [])
  }

  /// The lines of the seven passes of an interlaced picture of 8-bit samples of one channel.
  static func passes(_ picture: [[UInt8]]) -> [[UInt8]] {
    let starts = [
      (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2),
      (0, 1, 2, 2), (1, 0, 2, 1),
    ]
    return starts.flatMap { row, column, rowStep, columnStep in
      stride(from: row, to: picture.count, by: rowStep).compactMap { line in
        let pixels = stride(from: column, to: picture[line].count, by: columnStep)
          .map { picture[line][$0] }
        return pixels.isEmpty ? nil : pixels
      }
    }
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + bytes
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in body {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    return big(UInt32(bytes.count)) + body + big(~remainder)
  }

  /// A zlib stream of one stored block.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    let length = UInt16(bytes.count)
    var (one, two): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      one = (one + UInt32(byte)) % 65521
      two = (two + one) % 65521
    }
    let lengths = [length, ~length].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    return [0x78, 0x01, 0x01] + lengths + bytes + big(two << 16 | one)
  }
}
