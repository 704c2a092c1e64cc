internal import Configuration
internal import Foundation

/// The bytes of an NPY file with their description.
struct NPYArray {
  let source: String
  let header: NPYHeader
  let type: NPYElementType
  /// The elements as they are stored.
  private let data: Data

  /// The largest file.
  static let fileLimit = 1 << 33

  /// Reads a file and checks that it holds as many bytes as its header says.
  init(contentsOf url: URL) throws {
    let data = try InputFile.data(of: url, limit: Self.fileLimit)
    let (header, offset) = try NPYHeader.parse(data, source: url.path)
    guard let type = NPYElementType(header.elementType) else {
      let isObject = header.elementType.contains("O")
      throw InputError(
        source: url.path, location: "element type",
        found: header.elementType + (isObject ? ", Python objects" : ""),
        accepted: NPYElementType.accepted)
    }
    let present = data.count - offset
    let (expected, overflow) = (header.count ?? .max).multipliedReportingOverflow(by: type.width)
    guard !overflow, present == expected else {
      let wanted = overflow ? "more bytes than a file can have" : "\(expected) bytes"
      throw InputError(
        source: url.path, location: "data", found: "\(present) bytes after the header",
        accepted: "\(wanted) for shape \(header.explainedShape)")
    }
    (source, self.header, self.type) = (url.path, header, type)
    self.data = data[(data.startIndex + offset)...]
  }

  /// The bytes 0 to 255 of an array of uint8 or bool; nil for other types.
  var bytes: [UInt8]? {
    switch type.kind {
    case .uint8: rowMajor(decoded { (bits: UInt8) in bits })
    case .bool: rowMajor(decoded { (bits: UInt8) in bits == 0 ? 0 : 1 })
    default: nil
    }
  }

  /// The elements in C order in one floating-point type; integers that it does not hold are rounded.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - admitsNaN: Whether an element may be NaN.
  /// - Returns: The elements, all of them finite but for the NaNs that are admitted.
  /// - Throws: `InputError` with the place of an element that is not finite.
  func floats<Element: BinaryFloatingPoint>(
    as type: Element.Type, admitsNaN: Bool = false
  ) throws -> [Element] {
    let values = rowMajor(stored(as: type))
    if let index = values.firstIndex(where: { !($0.isFinite || admitsNaN && $0.isNaN) }) {
      // What single precision does not hold is shown as the file has it.
      let value = rowMajor(stored(as: Double.self))[index]
      throw InputError(
        source: source, location: "element \(position(of: index))", found: "\(value)",
        accepted: value.isFinite
          ? "a number of single precision, of at most \(Float.greatestFiniteMagnitude)"
          : "a finite number" + (admitsNaN ? ", or NaN for none" : ""))
    }
    return values
  }

  /// The elements in the order of the file.
  private func stored<Element: BinaryFloatingPoint>(as _: Element.Type) -> [Element] {
    switch self.type.kind {
    case .bool: decoded { (bits: UInt8) in bits == 0 ? 0 : 1 }
    case .int8: decoded { (bits: UInt8) in Element(Int8(bitPattern: bits)) }
    case .int16: decoded { (bits: UInt16) in Element(Int16(bitPattern: bits)) }
    case .int32: decoded { (bits: UInt32) in Element(Int32(bitPattern: bits)) }
    case .int64: decoded { (bits: UInt64) in Element(Int64(bitPattern: bits)) }
    case .uint8: decoded { (bits: UInt8) in Element(bits) }
    case .uint16: decoded { (bits: UInt16) in Element(bits) }
    case .uint32: decoded { (bits: UInt32) in Element(bits) }
    case .uint64: decoded { (bits: UInt64) in Element(bits) }
    case .float16: decoded { (bits: UInt16) in Element(Self.single(half: bits)) }
    case .float32: decoded { (bits: UInt32) in Element(Float(bitPattern: bits)) }
    case .float64: decoded { (bits: UInt64) in Element(Double(bitPattern: bits)) }
    }
  }

  /// The elements in C order as integers.
  ///
  /// - Returns: The elements.
  /// - Throws: `InputError` with the place of an element that is no integer of 64 bits.
  func integers() throws -> [Int] {
    let stored: [Int?] =
      switch type.kind {
      case .bool: decoded { (bits: UInt8) in bits == 0 ? 0 : 1 }
      case .int8: decoded { (bits: UInt8) in Int(Int8(bitPattern: bits)) }
      case .int16: decoded { (bits: UInt16) in Int(Int16(bitPattern: bits)) }
      case .int32: decoded { (bits: UInt32) in Int(Int32(bitPattern: bits)) }
      case .int64: decoded { (bits: UInt64) in Int(Int64(bitPattern: bits)) }
      case .uint8: decoded { (bits: UInt8) in Int(bits) }
      case .uint16: decoded { (bits: UInt16) in Int(bits) }
      case .uint32: decoded { (bits: UInt32) in Int(bits) }
      case .uint64: decoded { (bits: UInt64) in Int(exactly: bits) }
      case .float16: decoded { (bits: UInt16) in Int(exactly: Self.single(half: bits)) }
      case .float32: decoded { (bits: UInt32) in Int(exactly: Float(bitPattern: bits)) }
      case .float64: decoded { (bits: UInt64) in Int(exactly: Double(bitPattern: bits)) }
      }
    let values = rowMajor(stored)
    return try values.enumerated().map { index, value in
      guard let value else {
        throw InputError(
          source: source, location: "element \(position(of: index))",
          found: "a number that is no integer of 64 bits", accepted: "whole numbers")
      }
      return value
    }
  }

  private func decoded<Bits: FixedWidthInteger & BitwiseCopyable, Value>(
    _ convert: (Bits) -> Value
  ) -> [Value] {
    let width = MemoryLayout<Bits>.size
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / width).map {
        let bits = bytes.loadUnaligned(fromByteOffset: $0 * width, as: Bits.self)
        return convert(type.isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits))
      }
    }
  }

  /// The elements with the last index running fastest.
  private func rowMajor<Value>(_ stored: [Value]) -> [Value] {
    guard header.isFortranOrder, header.shape.count > 1, !stored.isEmpty else { return stored }
    var strides: [Int] = []
    var stride = 1
    for length in header.shape {
      strides.append(stride)
      stride *= length
    }
    // Counts like an odometer: the last axis moves in every step.
    var index = [Int](repeating: 0, count: header.shape.count)
    var place = 0
    return stored.indices.map { _ in
      let value = stored[place]
      for axis in index.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < header.shape[axis] { break }
        place -= strides[axis] * header.shape[axis]
        index[axis] = 0
      }
      return value
    }
  }

  private func position(of index: Int) -> String {
    var rest = index
    var position: [Int] = []
    for length in header.shape.reversed() {
      position.append(rest % length)
      rest /= length
    }
    return NPYHeader.explained(position.reversed())
  }

  /// The value of a number of half precision: a sign, 5 bits of exponent, 10 of fraction.
  private static func single(half bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction / 1024)
        * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
