public import Foundation

/// A value that is stored as JSON with keys in snake case, and read back strictly.
///
/// The text is the same for the same value, and reads back to the same bits.
public enum JSONRecord {
  /// The text of a value.
  ///
  /// - Parameter value: The value.
  /// - Returns: UTF-8 that ends with a line feed.
  /// - Throws: An encoding error if a number is not finite.
  public static func encoded(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }

  /// The text of a file.
  ///
  /// - Parameter url: The file.
  /// - Returns: Its bytes.
  /// - Throws: ``UnavailableError`` if the file cannot be read, ``InputError`` if it is too
  ///   large or not JSON.
  public static func text(of url: URL) throws -> Data {
    let data = try InputFile.data(of: url, limit: InputFile.recordLimit)
    try JSONText.check(data, source: url.path)
    return data
  }

  /// Reads a value.
  ///
  /// - Parameters:
  ///   - data: The text.
  ///   - source: The name that messages use.
  ///   - accepted: What the text should be.
  /// - Returns: The value.
  /// - Throws: `InputError` if the text is something else, or has unknown keys.
  public static func value<Value: Codable>(
    from data: Data, source: String, accepted: String
  ) throws -> Value {
    try JSONText.check(data, source: source, accepted: accepted)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let value: Value
    do {
      value = try decoder.decode(Value.self, from: data)
    } catch let error as DecodingError {
      let (location, found) = JSONText.explanation(of: error)
      throw InputError(source: source, location: location, found: found, accepted: accepted)
    }
    if let key = try JSONText.unknownKey(in: data, comparedWith: encoded(value)) {
      throw InputError(source: source, location: "key \(key)", found: "the key is unknown")
    }
    return value
  }
}
