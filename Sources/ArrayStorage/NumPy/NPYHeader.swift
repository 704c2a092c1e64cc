internal import Configuration
internal import Foundation

/// The description of an array at the beginning of an NPY file.
struct NPYHeader: Equatable {
  /// The type of the elements in NumPy's notation, such as `<f8`.
  var elementType: String
  /// Whether the first index runs fastest.
  var isFortranOrder: Bool
  /// The length of every axis.
  var shape: [Int]

  /// The number of elements; nil if it does not fit into an integer.
  var count: Int? {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  /// The shape as NumPy writes it, such as `(3, 4)`.
  var explainedShape: String { Self.explained(shape) }

  static func explained(_ shape: [Int]) -> String {
    "(" + shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }

  init(elementType: String, shape: [Int]) {
    self.elementType = elementType
    isFortranOrder = false
    self.shape = shape
  }

  /// The bytes of a header of version 1.0, padded so that the elements start at a multiple of 64.
  var bytes: Data {
    let order = isFortranOrder ? "True" : "False"
    var text =
      "{'descr': '\(elementType)', 'fortran_order': \(order), 'shape': \(explainedShape), }"
    let padding = 63 - (Self.magic.count + 4 + text.utf8.count) % 64
    text += String(repeating: " ", count: padding) + "\n"
    let length = UInt16(text.utf8.count)
    return Data(Self.magic) + Data([1, 0, UInt8(length & 0xff), UInt8(length >> 8)])
      + Data(text.utf8)
  }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads a header.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - source: The name of the file for messages.
  /// - Returns: The header and the offset of the first element.
  /// - Throws: `InputError` if the header is not exactly what NumPy writes for a plain array.
  static func parse(_ data: Data, source: String) throws -> (header: NPYHeader, offset: Int) {
    func refusal(_ found: String, accepted: String) -> InputError {
      InputError(source: source, location: "header", found: found, accepted: accepted)
    }
    let start = data.startIndex
    guard data.count >= 10, Array(data.prefix(6)) == magic else {
      throw InputError(
        source: source, found: data.isEmpty ? "an empty file" : "not an NPY file",
        accepted: "an array saved by numpy.save")
    }
    let version = (data[start + 6], data[start + 7])
    let lengthBytes: Int
    switch version {
    case (1, 0): lengthBytes = 2
    case (2, 0): lengthBytes = 4
    default:
      throw refusal("NPY version \(version.0).\(version.1)", accepted: "version 1.0 or 2.0")
    }
    guard data.count >= 8 + lengthBytes else {
      throw refusal("the file ends inside it", accepted: "a whole file")
    }
    var length = 0
    for index in (0..<lengthBytes).reversed() {
      length = length << 8 | Int(data[start + 8 + index])
    }
    let offset = 8 + lengthBytes + length
    guard length <= 1 << 16, data.count >= offset else {
      throw refusal("the file ends inside it", accepted: "a whole file")
    }
    let text = String(decoding: data[start + 8 + lengthBytes..<start + offset], as: UTF8.self)
    var scanner = NPYHeaderScanner(text)
    guard let header = scanner.header() else {
      throw refusal(
        "the text \"\(text.prefix(80).trimmingCharacters(in: .whitespacesAndNewlines))\"",
        accepted: "{'descr': '<f8', 'fortran_order': False, 'shape': (rows, columns), }")
    }
    return (header, offset)
  }
}
