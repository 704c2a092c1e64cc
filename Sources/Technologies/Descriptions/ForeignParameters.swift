internal import Configuration
internal import Foundation

/// The parameters of a JSON file of another tool, by their paths; whoever reads one takes it out, so
/// that what is left at the end was not understood.
struct ForeignParameters {
  /// The file, for messages.
  let source: String
  private var values: [String: ForeignValue] = [:]
  /// The paths in the order of their names.
  private var order: [String] = []
  /// All paths, whether they have been read or not.
  var paths: Set<String> { Set(order) }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - data: The text.
  ///   - source: The name that messages use.
  /// - Throws: `InputError` with the line if the text is not JSON, or is no object.
  init(_ data: Data, source: String) throws {
    self.source = source
    try JSONText.check(data, source: source)
    let value: ForeignValue
    do {
      value = try JSONDecoder().decode(ForeignValue.self, from: data)
    } catch let error as DecodingError {
      throw InputError(
        source: source, location: Self.location(of: error), found: "a number that is none",
        accepted: "values in the range of double precision")
    }
    guard case .table(let table) = value else {
      throw InputError(
        source: source, found: "\(value.shown.prefix(40))", accepted: "an object of parameters")
    }
    flatten(table, path: "")
  }

  /// The key at which a text of JSON could not be read.
  private static func location(of error: DecodingError) -> String? {
    let path =
      switch error {
      case .dataCorrupted(let context), .keyNotFound(_, let context),
        .typeMismatch(_, let context), .valueNotFound(_, let context):
        context.codingPath
      @unknown default: [any CodingKey]()
      }
    guard !path.isEmpty else { return nil }
    return "key "
      + path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
  }

  private mutating func flatten(_ table: [String: ForeignValue], path: String) {
    for (key, value) in table.sorted(by: { $0.key < $1.key }) {
      let inner = path.isEmpty ? key : "\(path).\(key)"
      if case .table(let nested) = value, !nested.isEmpty {
        flatten(nested, path: inner)
      } else {
        values[inner] = value
        order.append(inner)
      }
    }
  }

  /// Whether there is a parameter of this path.
  func contains(_ path: String) -> Bool { order.contains(path) }

  /// Whether there is a parameter whose path begins so.
  func contains(under path: String) -> Bool {
    order.contains { $0.hasPrefix(path + ".") }
  }

  /// Takes whatever stands at a path.
  mutating func value(_ path: String) -> ForeignValue? { values.removeValue(forKey: path) }

  /// Takes a parameter without looking at it.
  mutating func remove(_ path: String) { values[path] = nil }

  /// Takes a number.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - range: The numbers that are accepted.
  ///   - usual: The number where there is no such parameter.
  /// - Returns: The number.
  /// - Throws: `InputError` with the key for another kind of value, or a number out of range.
  mutating func number(
    _ path: String, in range: ClosedRange<Double>, usual: Double
  ) throws -> Double {
    guard let value = value(path) else { return usual }
    guard case .number(let number) = value, range.contains(number) else {
      throw refusal(
        path, value,
        accepted: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Takes a whole number.
  ///
  /// - Parameters: As of ``number(_:in:usual:)``.
  /// - Returns: The number.
  /// - Throws: `InputError` with the key for another kind of value, or a number out of range.
  mutating func integer(
    _ path: String, in range: ClosedRange<Int>, usual: Int
  ) throws -> Int {
    guard let value = value(path) else { return usual }
    guard case .number(let number) = value, let whole = Int(exactly: number), range.contains(whole)
    else {
      throw refusal(
        path, value, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  /// Takes a switch.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - usual: The value where there is no such parameter.
  /// - Returns: The value.
  /// - Throws: `InputError` with the key for another kind of value.
  mutating func flag(_ path: String, usual: Bool) throws -> Bool {
    guard let value = value(path) else { return usual }
    guard case .flag(let flag) = value else {
      throw refusal(path, value, accepted: "true | false")
    }
    return flag
  }

  /// Takes a choice, which the other tool writes by its name or by its number.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - names: The names by their numbers.
  ///   - usual: The number where there is no such parameter.
  /// - Returns: The number.
  /// - Throws: `InputError` with the key for anything else.
  mutating func choice(_ path: String, of names: [Int: String], usual: Int) throws -> Int {
    guard let value = value(path) else { return usual }
    switch value {
    case .number(let number):
      if let whole = Int(exactly: number), names[whole] != nil { return whole }
    case .text(let text):
      if let known = names.first(where: { $0.value == text.uppercased() }) { return known.key }
    default: break
    }
    throw refusal(
      path, value,
      accepted: names.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
        .joined(separator: " | "))
  }

  /// Takes a text.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - accepted: The texts that are known; nil for any.
  ///   - usual: The text where there is no such parameter.
  /// - Returns: The text.
  /// - Throws: `InputError` with the key for another kind of value, or an unknown text.
  mutating func text(
    _ path: String, of accepted: [String]? = nil, usual: String
  ) throws -> String {
    guard let value = value(path) else { return usual }
    guard case .text(let text) = value, accepted?.contains(text) ?? true else {
      throw refusal(
        path, value,
        accepted: accepted.map { $0.map { "\"\($0)\"" }.joined(separator: " | ") } ?? "a text")
    }
    return text
  }

  /// What has not been taken, by path.
  var rest: [(path: String, value: ForeignValue)] {
    order.compactMap { path in values[path].map { (path, $0) } }
  }

  /// The refusal of a parameter.
  func refusal(_ path: String, _ value: ForeignValue, accepted: String) -> InputError {
    refusal(path, found: value.shown, accepted: accepted)
  }

  /// The refusal of a parameter.
  func refusal(_ path: String, found: String, accepted: String) -> InputError {
    InputError(source: source, location: "key \(path)", found: found, accepted: accepted)
  }
}
