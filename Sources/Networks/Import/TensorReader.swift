internal import Configuration
internal import Foundation

/// Reads the constants of a file.
struct TensorReader {
  let source: String

  /// The tensor of an initializer or of a `Constant` node.
  ///
  /// - Parameters:
  ///   - proto: The message.
  ///   - location: How messages name the place.
  /// - Returns: Its numbers, none of them NaN.
  /// - Throws: `InputError` if type, count or a number is wrong.
  func constant(_ proto: ONNXTensorProto, location: String) throws -> ConstantTensor {
    func refusal(_ found: String, _ accepted: String? = nil) -> InputError {
      InputError(source: source, location: location, found: found, accepted: accepted)
    }
    guard proto.dataLocation == 0 else {
      throw refusal(
        "the data is in another file", "data inside the ONNX file (save without external data)")
    }
    guard proto.dims.count <= NetworkLimits.rank else {
      throw refusal("\(proto.dims.count) axes", "at most \(NetworkLimits.rank)")
    }
    let shape = proto.dims.map(Int.init)
    guard let count = elementCount(shape, limit: NetworkLimits.constants) else {
      throw refusal("the shape \(shape)", "non-negative extents, at most 2^28 numbers")
    }
    func check(_ found: Int) throws {
      guard found == count else {
        throw refusal("\(found) numbers for the shape \(shape)", "\(count) numbers")
      }
    }
    let storage: ConstantTensor.Storage
    switch proto.dataType {
    case 1:
      storage = .floats(
        try proto.hasRawData
          ? raw(proto.rawData, Float.self, check) { Float(bitPattern: UInt32(littleEndian: $0)) }
          : proto.floatData)
    case 11:
      let values =
        try proto.hasRawData
        ? raw(proto.rawData, Double.self, check) { Double(bitPattern: UInt64(littleEndian: $0)) }
        : proto.doubleData
      storage = .floats(values.map(Float.init))
    case 6:
      storage = .integers(
        try proto.hasRawData
          ? raw(proto.rawData, Int.self, check) { (bits: Int32) in Int(Int32(littleEndian: bits)) }
          : proto.int32Data.map(Int.init))
    case 7:
      storage = .integers(
        try proto.hasRawData
          ? raw(proto.rawData, Int.self, check) { (bits: Int64) in Int(Int64(littleEndian: bits)) }
          : proto.int64Data.map(Int.init))
    case 9:
      storage = .integers(
        try proto.hasRawData
          ? raw(proto.rawData, Int.self, check) { (bits: UInt8) in Int(bits) }
          : proto.int32Data.map(Int.init))
    default:
      throw refusal(
        "the element type \(proto.dataType)",
        "float (1), int32 (6), int64 (7), bool (9), double (11)")
    }
    let constant = ConstantTensor(shape: shape, storage: storage)
    try check(constant.count)
    if case .floats(let values) = storage, values.contains(where: \.isNaN) {
      throw refusal("a number that is NaN", "numbers")
    }
    return constant
  }

  private func raw<Bits: BitwiseCopyable, Value>(
    _ data: Data, _ type: Value.Type, _ check: (Int) throws -> Void, _ convert: (Bits) -> Value
  ) throws -> [Value] {
    let width = MemoryLayout<Bits>.size
    try check(data.count % width == 0 ? data.count / width : -1)
    return data.withUnsafeBytes { bytes in
      (0..<data.count / width).map {
        convert(bytes.loadUnaligned(fromByteOffset: $0 * width, as: Bits.self))
      }
    }
  }
}
