/// The type of the numbers of a tensor; the raw values are those of ONNX.
enum ElementType: Int32, Sendable, CustomStringConvertible {
  case float = 1
  case int32 = 6
  case int64 = 7
  case bool = 9
  case double = 11

  var description: String {
    switch self {
    case .float: "float"
    case .int32: "int32"
    case .int64: "int64"
    case .bool: "bool"
    case .double: "double"
    }
  }

  var isFloatingPoint: Bool { self == .float || self == .double }

  /// The integers that the type holds.
  var integerRange: ClosedRange<Int>? {
    switch self {
    case .float, .double: nil
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .int64: Int.min...Int.max
    case .bool: 0...1
    }
  }
}
