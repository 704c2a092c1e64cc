internal import Configuration

/// The beginning of an IDX file: type and extents.
struct IDXHeader {
  let elementType: UInt8
  let shape: [Int]
  /// The bytes of one element.
  let width: Int
  /// The bytes of all elements.
  let dataLength: Int

  /// The bytes of the header itself.
  var length: Int { 4 + 4 * shape.count }

  /// The widths of the element types that are read: bytes, 16-bit and 32-bit big-endian integers.
  private static let widths: [UInt8: Int] = [0x08: 1, 0x0B: 2, 0x0C: 4]

  /// Reads a header; nil if the bytes end inside it.
  ///
  /// - Parameters:
  ///   - bytes: The first bytes of a file.
  ///   - source: The file, for messages.
  /// - Throws: `InputError` if the bytes are not an IDX file's.
  init?(_ bytes: [UInt8], source: String) throws {
    guard bytes.count >= 4 else { return nil }
    let rank = Int(bytes[3])
    guard bytes[0] == 0, bytes[1] == 0, let width = Self.widths[bytes[2]] else {
      throw Self.refusal(bytes, source: source)
    }
    guard (1...4).contains(rank) else {
      throw InputError(
        source: source, location: "header", found: "\(rank) axes",
        accepted: "1 to 4 axes and their extents")
    }
    guard bytes.count >= 4 + 4 * rank else { return nil }
    elementType = bytes[2]
    self.width = width
    shape = (0..<rank).map { axis in
      bytes[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
    guard let count = elementCount(shape, limit: DataSet.byteLimit),
      count * width <= DataSet.byteLimit
    else {
      throw InputError(
        source: source, location: "header", found: "the shape \(shape)",
        accepted: "at most \(DataSet.byteLimit) bytes")
    }
    dataLength = count * width
  }

  /// The refusal of a file that does not begin with a whole header.
  static func refusal(_ bytes: [UInt8], source: String) -> InputError {
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, widths[bytes[2]] != nil else {
      let magic = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
      return InputError(
        source: source, location: "magic number",
        found: bytes.isEmpty ? "an empty file" : "the bytes \(magic)",
        accepted: "an IDX file of bytes (0x08), 16-bit (0x0B) or 32-bit integers (0x0C)")
    }
    return InputError(
      source: source, location: "header", found: "\(bytes[3]) axes in \(bytes.count) bytes",
      accepted: "1 to 4 axes and their extents")
  }
}
