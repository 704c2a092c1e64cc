/// One value of a TOML document.
public enum ConfigurationValue: Sendable, Equatable {
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case array([ConfigurationValue])
  case table([String: ConfigurationValue])
  case date(String)

  /// The value in as few characters as hold it; nil for tables and arrays.
  public var plain: String? {
    switch self {
    case .string(let text), .date(let text): text
    case .integer(let value): "\(value)"
    case .number(let value):
      value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    case .boolean(let value): "\(value)"
    case .array, .table: nil
    }
  }

  /// The value as a number; nil if it is none.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// What the value is, for a message: `the text "x"`, `the number 3`.
  public var explained: String {
    switch self {
    case .string(let text): "the text \"\(text)\""
    case .integer(let value): "the integer \(value)"
    case .number(let value): "the number \(value)"
    case .boolean(let value): "\(value)"
    case .array(let values): "an array of \(values.count)"
    case .table: "a table"
    case .date(let text): "the date \(text)"
    }
  }
}
