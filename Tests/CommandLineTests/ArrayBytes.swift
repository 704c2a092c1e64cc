import Foundation

/// NPY files as the specification lays them out, built here without the code under test.
enum ArrayBytes {
  static func matrix(_ rows: [[Double]]) -> Data {
    file("<f8", "(\(rows.count), \(rows[0].count))", body(rows.flatMap { $0 }))
  }

  static func file(_ type: String, _ shape: String, _ body: Data) -> Data {
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
    let length = [UInt8(text.utf8.count & 0xff), UInt8(text.utf8.count >> 8)]
    return Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0] + length) + Data(text.utf8) + body
  }

  static func body<Element>(_ values: [Element]) -> Data { values.withUnsafeBytes { Data($0) } }

  /// The big-endian header of an IDX file of bytes, followed by its elements.
  static func idx(_ shape: [Int], _ elements: [UInt8]) -> Data {
    let lengths = shape.flatMap { length in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
    }
    return Data([0, 0, 8, UInt8(shape.count)] + lengths + elements)
  }
}
