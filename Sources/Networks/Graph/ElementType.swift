/// The type of the numbers of a tensor; the raw values are those of ONNX.
enum ElementType: Int32, Sendable, CustomStringConvertible, CaseIterable {
  case float = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case bool = 9
  case double = 11
  case uint32 = 12

  var description: String {
    switch self {
    case .float: "float"
    case .uint8: "uint8"
    case .int8: "int8"
    case .uint16: "uint16"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .bool: "bool"
    case .double: "double"
    case .uint32: "uint32"
    }
  }

  /// The types as messages list them.
  static let accepted = allCases.map { "\($0) (\($0.rawValue))" }.joined(separator: ", ")

  static let floatingPoint: [ElementType] = [.float, .double]
  static let indices: [ElementType] = [.int32, .int64]
  static let integers = allCases.filter { !$0.isFloatingPoint && $0 != .bool }
  static let numbers = floatingPoint + integers

  var isFloatingPoint: Bool { self == .float || self == .double }

  /// The integers that the type holds.
  var integerRange: ClosedRange<Int>? {
    switch self {
    case .float, .double: nil
    case .uint8: 0...Int(UInt8.max)
    case .int8: Int(Int8.min)...Int(Int8.max)
    case .uint16: 0...Int(UInt16.max)
    case .int16: Int(Int16.min)...Int(Int16.max)
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .uint32: 0...Int(UInt32.max)
    case .int64: Int.min...Int.max
    case .bool: 0...1
    }
  }

  /// The bytes of one number.
  var width: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16: 2
    case .float, .int32, .uint32: 4
    case .double, .int64: 8
    }
  }
}
