/// The type of an NPY file's elements: a kind of number and the order of its bytes.
struct NPYElementType: Equatable {
  /// The kinds of numbers that are read; the raw values are NumPy's.
  enum Kind: String, CaseIterable {
    case bool = "b1"
    case int8 = "i1"
    case int16 = "i2"
    case int32 = "i4"
    case int64 = "i8"
    case uint8 = "u1"
    case uint16 = "u2"
    case uint32 = "u4"
    case uint64 = "u8"
    case float16 = "f2"
    case float32 = "f4"
    case float64 = "f8"
  }

  let kind: Kind
  let isBigEndian: Bool

  /// What is accepted, for messages.
  static let accepted = "bool, int8 to int64, uint8 to uint64, float16, float32 or float64"

  /// The bytes of one element.
  var width: Int {
    switch kind {
    case .bool, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// Reads a type in NumPy's notation, such as `<f8`; nil if it is none of the kinds.
  init?(_ description: String) {
    let order = description.first ?? " "
    let name = "<>|=".contains(order) ? description.dropFirst() : description[...]
    guard let kind = Kind(rawValue: String(name)) else { return nil }
    self.kind = kind
    isBigEndian = order == ">"
  }
}
