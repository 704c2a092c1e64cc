internal import Foundation

/// A value of a JSON text whose keys are those of another tool.
enum ForeignValue: Decodable, Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([ForeignValue])
  case table([String: ForeignValue])

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let table = try? decoder.container(keyedBy: Key.self) {
      self = .table(
        try table.allKeys.reduce(into: [:]) {
          $0[$1.stringValue] = try table.decode(ForeignValue.self, forKey: $1)
        })
      return
    }
    if var list = try? decoder.unkeyedContainer() {
      var values: [ForeignValue] = []
      while !list.isAtEnd { values.append(try list.decode(ForeignValue.self)) }
      self = .list(values)
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      // Last, so that a number beyond double precision is an error with its key.
      self = .number(try value.decode(Double.self))
    }
  }

  /// The value as a message shows it.
  var shown: String {
    switch self {
    case .null: "null"
    case .flag(let flag): "\(flag)"
    case .number(let number): Self.shown(number)
    case .text(let text): "\"\(text)\""
    case .list(let values): "[\(values.map(\.shown).joined(separator: ", "))]"
    case .table(let values):
      "{\(values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.shown)" }.joined(separator: ", "))}"
    }
  }

  /// A number without the decimals of an integer.
  static func shown(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
