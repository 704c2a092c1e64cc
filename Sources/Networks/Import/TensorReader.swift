internal import Configuration
internal import Foundation

/// Reads the constants of a file.
struct TensorReader {
  let source: String
  /// The files beside the model that may hold numbers.
  let external: ExternalData

  /// The tensor of an initializer or of a `Constant` node.
  ///
  /// - Parameters:
  ///   - proto: The message.
  ///   - location: How messages name the place.
  /// - Returns: Its numbers, none of them NaN.
  /// - Throws: `InputError` if type, count or a number is wrong; `UnavailableError` if a file with
  ///   its numbers cannot be read.
  func constant(_ proto: ONNXTensorProto, location: String) throws -> ConstantTensor {
    func refusal(_ found: String, _ accepted: String? = nil) -> InputError {
      InputError(source: source, location: location, found: found, accepted: accepted)
    }
    guard proto.dims.count <= NetworkLimits.rank else {
      throw refusal("\(proto.dims.count) axes", "at most \(NetworkLimits.rank)")
    }
    let shape = proto.dims.map(Int.init)
    guard let count = elementCount(shape, limit: NetworkLimits.constants) else {
      throw refusal("the shape \(shape)", "non-negative extents, at most 2^28 numbers")
    }
    guard let type = ElementType(rawValue: proto.dataType) else {
      throw refusal(
        "the element type \(proto.dataType)",
        ElementType.accepted)
    }
    guard proto.dataLocation == 0 || proto.dataLocation == 1 else {
      throw refusal("the data location \(proto.dataLocation)", "0 (inside) or 1 (another file)")
    }
    var bytes = proto.hasRawData ? proto.rawData : nil
    if proto.dataLocation == 1 {
      guard !proto.hasRawData else {
        throw refusal("numbers both inside and in another file", "one of the two")
      }
      bytes = try external.bytes(of: proto, count: count * type.width) { refusal($0, $1) }
    }
    func check(_ found: Int) throws {
      guard found == count else {
        throw refusal("\(found) numbers for the shape \(shape)", "\(count) numbers")
      }
    }
    func raw<Bits: BitwiseCopyable, Value>(_ convert: (Bits) -> Value) throws -> [Value]? {
      guard let bytes else { return nil }
      let width = MemoryLayout<Bits>.size
      guard bytes.count == count * width else {
        throw refusal(
          "\(bytes.count) bytes for the shape \(shape)", "\(count * width) bytes, \(width) each")
      }
      return bytes.withUnsafeBytes { bytes in
        (0..<count).map {
          convert(bytes.loadUnaligned(fromByteOffset: $0 * width, as: Bits.self))
        }
      }
    }
    let storage: ConstantTensor.Storage =
      switch type {
      case .float:
        .floats(
          try raw { Float(bitPattern: UInt32(littleEndian: $0)) } ?? proto.floatData)
      case .double:
        .floats(
          try raw { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
            ?? proto.doubleData.map(Float.init))
      case .int32:
        .integers(
          try raw { (bits: Int32) in Int(Int32(littleEndian: bits)) }
            ?? proto.int32Data.map(Int.init))
      case .uint8:
        .integers(try raw { (bits: UInt8) in Int(bits) } ?? proto.int32Data.map(Int.init))
      case .int8:
        .integers(try raw { (bits: Int8) in Int(bits) } ?? proto.int32Data.map(Int.init))
      case .uint16:
        .integers(
          try raw { (bits: UInt16) in Int(UInt16(littleEndian: bits)) }
            ?? proto.int32Data.map(Int.init))
      case .int16:
        .integers(
          try raw { (bits: Int16) in Int(Int16(littleEndian: bits)) }
            ?? proto.int32Data.map(Int.init))
      case .uint32:
        .integers(
          try raw { (bits: UInt32) in Int(UInt32(littleEndian: bits)) }
            ?? proto.uint64Data.map { Int(truncatingIfNeeded: $0) })
      case .int64:
        .integers(
          try raw { (bits: Int64) in Int(Int64(littleEndian: bits)) }
            ?? proto.int64Data.map(Int.init))
      case .bool:
        .integers(
          try raw { (bits: UInt8) in bits == 0 ? 0 : 1 }
            ?? proto.int32Data.map { $0 == 0 ? 0 : 1 })
      }
    let constant = ConstantTensor(shape: shape, storage: storage, type: type)
    try check(constant.count)
    switch storage {
    case .floats(let values):
      if values.contains(where: \.isNaN) { throw refusal("a number that is NaN", "numbers") }
    case .integers(let values):
      guard let range = type.integerRange, values.allSatisfy(range.contains) else {
        throw refusal("a number that \(type) does not hold", "numbers of the type")
      }
    }
    return constant
  }
}
