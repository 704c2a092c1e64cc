internal import Configuration
internal import Foundation

/// An array in the IDX format of the MNIST files.
struct IDXFile {
  let source: String
  let header: IDXHeader
  /// The elements' bytes.
  let bytes: [UInt8]

  var shape: [Int] { header.shape }

  /// Reads a file, gzip-compressed or plain.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - check: Looks at the header before the elements are read, and throws to refuse it.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` if it is no whole IDX file;
  ///   what `check` throws.
  init(contentsOf url: URL, check: (IDXHeader) throws -> Void) throws {
    let source = url.path
    var found: IDXHeader?
    var contents = try GzipFile.contents(of: url, limit: DataSet.byteLimit) { bytes in
      guard let header = try IDXHeader(bytes, source: source) else { return nil }
      try check(header)
      found = header
      return header.length + header.dataLength
    }
    guard let header = found else { throw IDXHeader.refusal(contents, source: source) }
    contents.removeFirst(header.length)
    guard contents.count == header.dataLength else {
      throw InputError(
        source: source, location: "data", found: "\(contents.count) bytes",
        accepted: "as many as the shape \(header.shape) holds, \(header.width) each")
    }
    (self.source, self.header, bytes) = (source, header, contents)
  }

  /// A set of images and labels.
  ///
  /// - Parameters:
  ///   - images: Bytes: images × rows × columns, or with the channels last; or rows of features.
  ///   - labels: One integer for each image.
  /// - Returns: The set, channels first.
  /// - Throws: `InputError` if a file has another shape or the counts differ.
  static func dataSet(images: URL, labels: URL) throws -> DataSet {
    let pictures = try IDXFile(contentsOf: images) { header in
      guard header.elementType == 0x08, (2...4).contains(header.shape.count) else {
        throw InputError(
          source: images.path, location: "header",
          found: "the element type \(header.elementType) with \(header.shape.count) axes",
          accepted: "bytes: images × rows × columns, or images × rows × columns × channels, "
            + "or samples × features")
      }
    }
    let count = pictures.shape[0]
    let classes = try IDXFile(contentsOf: labels) { header in
      guard header.shape.count == 1 else {
        throw InputError(
          source: labels.path, location: "header", found: "\(header.shape.count) axes",
          accepted: "one axis, the labels")
      }
      guard header.shape[0] == count else {
        throw InputError(
          source: labels.path, found: "\(header.shape[0]) labels",
          accepted: "\(count), one for each image of \(images.path)")
      }
    }
    var planes = pictures.bytes
    var shape = Array(pictures.shape[1...])
    if shape.count == 3 {
      let (pixels, channels) = (shape[0] * shape[1], shape[2])
      if channels > 1 {
        planes = planarBytes(planes, images: count, pixels: pixels, channels: channels)
      }
      shape = [channels, shape[0], shape[1]]
    } else if shape.count == 2 {
      shape = [1] + shape
    }
    return try DataSet(
      source: pictures.source, imageShape: shape, labels: classes.integers, values: .bytes(planes))
  }

  private var integers: [Int] {
    let width = header.width
    return (0..<shape.reduce(1, *)).map { index in
      let place = index * width
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
