/// One value of a TOML document.
public enum ConfigurationValue: Sendable, Equatable {
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case array([ConfigurationValue])
  case table([String: ConfigurationValue])
  case date(String)

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
