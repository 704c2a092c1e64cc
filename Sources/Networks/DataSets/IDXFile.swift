internal import Configuration
internal import Foundation

/// An array in the IDX format of the MNIST files.
struct IDXFile {
  let source: String
  let elementType: UInt8
  let shape: [Int]
  private let bytes: [UInt8]
  private let start: Int

  /// The widths of the element types that are read: bytes, 16-bit and 32-bit big-endian integers.
  private static let widths: [UInt8: Int] = [0x08: 1, 0x0B: 2, 0x0C: 4]

  /// Reads a file, gzip-compressed or plain.
  init(contentsOf url: URL) throws {
    source = url.path
    bytes = try GzipFile.contents(of: url, limit: DataSet.byteLimit)
    let accepted = "an IDX file of bytes (0x08), 16-bit (0x0B) or 32-bit integers (0x0C)"
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, let width = Self.widths[bytes[2]] else {
      let magic = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
      throw InputError(
        source: source, location: "magic number", found: "the bytes \(magic)", accepted: accepted)
    }
    elementType = bytes[2]
    let rank = Int(bytes[3])
    start = 4 + 4 * rank
    guard (1...4).contains(rank), bytes.count >= start else {
      throw InputError(
        source: source, location: "header", found: "\(rank) axes in \(bytes.count) bytes",
        accepted: "1 to 4 axes and their extents")
    }
    let data = bytes
    shape = (0..<rank).map { axis in
      data[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
    guard let count = elementCount(shape, limit: DataSet.byteLimit),
      bytes.count - start == count * width
    else {
      throw InputError(
        source: source, location: "data", found: "\(bytes.count - start) bytes",
        accepted: "as many as the shape \(shape) holds, \(width) each")
    }
  }

  /// A set of images and labels.
  ///
  /// - Parameters:
  ///   - images: Bytes: images × rows × columns, or with the channels last.
  ///   - labels: One integer for each image.
  /// - Returns: The set, channels first.
  /// - Throws: `InputError` if a file has another shape or the counts differ.
  static func dataSet(images: URL, labels: URL) throws -> DataSet {
    let pictures = try IDXFile(contentsOf: images)
    guard pictures.elementType == 0x08, [3, 4].contains(pictures.shape.count) else {
      throw InputError(
        source: pictures.source, location: "header",
        found: "the element type \(pictures.elementType) with \(pictures.shape.count) axes",
        accepted: "bytes: images × rows × columns, or images × rows × columns × channels")
    }
    let classes = try IDXFile(contentsOf: labels)
    guard classes.shape.count == 1 else {
      throw InputError(
        source: classes.source, location: "header", found: "\(classes.shape.count) axes",
        accepted: "one axis, the labels")
    }
    let count = pictures.shape[0]
    guard classes.shape[0] == count else {
      throw InputError(
        source: classes.source, found: "\(classes.shape[0]) labels",
        accepted: "\(count), one for each image of \(pictures.source)")
    }
    let (rows, columns) = (pictures.shape[1], pictures.shape[2])
    let channels = pictures.shape.count == 4 ? pictures.shape[3] : 1
    var planes = Array(pictures.bytes[pictures.start...])
    if channels > 1 {
      planes = planarBytes(planes, images: count, pixels: rows * columns, channels: channels)
    }
    return try DataSet(
      source: pictures.source, imageShape: [channels, rows, columns], labels: classes.integers,
      values: .bytes(planes))
  }

  private var integers: [Int] {
    let width = Self.widths[elementType] ?? 1
    return (0..<shape.reduce(1, *)).map { index in
      let place = start + index * width
      switch width {
      case 1: return Int(bytes[place])
      case 2: return Int(Int16(truncatingIfNeeded: Int(bytes[place]) << 8 | Int(bytes[place + 1])))
      default:
        let bits = bytes[place..<place + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Int(Int32(bitPattern: bits))
      }
    }
  }
}

/// Pixels with their channels together, sorted into one plane for each channel.
func planarBytes(_ bytes: [UInt8], images: Int, pixels: Int, channels: Int) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: bytes.count) { target, filled in
    bytes.withUnsafeBufferPointer { bytes in
      for image in 0..<images {
        let base = image * pixels * channels
        for channel in 0..<channels {
          for pixel in 0..<pixels {
            target[base + channel * pixels + pixel] = bytes[base + pixel * channels + channel]
          }
        }
      }
    }
    filled = bytes.count
  }
}
