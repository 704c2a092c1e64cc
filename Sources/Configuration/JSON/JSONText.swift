public import Foundation

/// What a strict reader of JSON has to say that `JSONDecoder` does not.
public enum JSONText {
  /// Checks that a text is JSON of bounded depth without repeated keys, before it is decoded.
  ///
  /// - Parameters:
  ///   - data: The text.
  ///   - source: The name that messages use.
  ///   - accepted: What the text should be.
  /// - Throws: ``InputError`` with the first line that is something else.
  public static func check(_ data: Data, source: String, accepted: String? = nil) throws {
    do throws(JSONScreening.Failure) {
      try JSONScreening.check(data)
    } catch {
      throw InputError(
        source: source, location: "line \(error.line)", found: error.found, accepted: accepted)
    }
  }

  /// The path of the first key of a text that another one does not have.
  ///
  /// - Parameters:
  ///   - data: The text that was read.
  ///   - known: The same value, as this package writes it.
  /// - Returns: The path, such as `parameters[0].name`; nil if every key is known.
  /// - Throws: An error if one of the texts is not JSON.
  public static func unknownKey(in data: Data, comparedWith known: Data) throws -> String? {
    compare(
      try JSONSerialization.jsonObject(with: data),
      try JSONSerialization.jsonObject(with: known), path: "")
  }

  private static func compare(_ found: Any, _ known: Any, path: String) -> String? {
    if let found = found as? [String: Any], let known = known as? [String: Any] {
      for key in found.keys.sorted() {
        let inner = path.isEmpty ? key : "\(path).\(key)"
        guard let value = found[key], let other = known[key] else { return inner }
        if let unknown = compare(value, other, path: inner) { return unknown }
      }
    } else if let found = found as? [Any], let known = known as? [Any] {
      for (index, pair) in zip(found, known).enumerated() {
        if let unknown = compare(pair.0, pair.1, path: "\(path)[\(index)]") { return unknown }
      }
    }
    return nil
  }

  /// Why a text could not be decoded, and at which key.
  ///
  /// - Parameter error: The decoder's error about a text that ``check(_:source:accepted:)`` accepts.
  /// - Returns: The key, if it is known, and what was found there.
  public static func explanation(of error: DecodingError) -> (location: String?, found: String) {
    switch error {
    case .keyNotFound(let key, let context):
      (location(context.codingPath + [key]), "the key is missing")
    case .valueNotFound(_, let context): (location(context.codingPath), "no value")
    case .typeMismatch(_, let context): (location(context.codingPath), "another kind of value")
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      (location(context.codingPath), "no such value")
    default: (nil, "not JSON")
    }
  }

  private static func location(_ path: [any CodingKey]) -> String? {
    guard !path.isEmpty else { return nil }
    let text = path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      let name = snakeCase(key.stringValue)
      return text.isEmpty ? name : "\(text).\(name)"
    }
    return "key \(text)"
  }

  /// A key as the file has it: decoders that convert keys know it as a Swift name.
  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      text += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
    }
  }
}
