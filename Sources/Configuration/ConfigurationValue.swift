internal import TOMLKit

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

  init(_ table: TOMLTable) {
    var values: [String: ConfigurationValue] = [:]
    for key in table.keys {
      guard let value = table[key] else { continue }
      values[key] = ConfigurationValue(value)
    }
    self = .table(values)
  }

  init(_ value: any TOMLValueConvertible) {
    switch value.type {
    case .table: self = value.table.map(ConfigurationValue.init) ?? .table([:])
    case .array: self = .array(value.array.map { $0.map { ConfigurationValue($0) } } ?? [])
    case .string: self = .string(value.string ?? "")
    case .int: self = .integer(value.int ?? 0)
    case .double: self = .number(value.double ?? .nan)
    case .bool: self = .boolean(value.bool ?? false)
    case .date, .time, .dateTime: self = .date(value.debugDescription)
    }
  }
}
