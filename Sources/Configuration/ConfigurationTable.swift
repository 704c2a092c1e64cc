/// A reader of one TOML table that refuses whatever nobody asked for.
///
/// Read every key that is accepted, then call ``finish()``: a key that was not read is unknown and
/// is an error. The reader belongs to one task.
public final class ConfigurationTable {
  private let document: ConfigurationDocument
  private let path: [String]
  private let values: [String: ConfigurationValue]
  private var asked: Set<String> = []
  private var children: [ConfigurationTable] = []

  init(document: ConfigurationDocument, path: [String], values: [String: ConfigurationValue]) {
    self.document = document
    self.path = path
    self.values = values
  }

  /// The keys that are present.
  public var keys: [String] { values.keys.sorted() }

  /// An error about a key of this table.
  ///
  /// - Parameters:
  ///   - key: The key that is wrong.
  ///   - found: What it holds.
  ///   - accepted: What it may hold.
  /// - Returns: An error that names file, line and key.
  public func refusal(of key: String, found: String, accepted: String?) -> InputError {
    InputError(
      source: document.source, location: document.location(of: path + [key]), found: found,
      accepted: accepted)
  }

  func value(_ key: String) -> ConfigurationValue? {
    asked.insert(key)
    return values[key]
  }

  private func required<Value>(_ key: String, _ value: Value?, accepted: String) throws -> Value {
    if let value { return value }
    // A wrong unit or a slip of the pen is among the keys that are there.
    let others = keys.isEmpty ? "" : " beside \(keys.joined(separator: ", "))"
    throw refusal(of: key, found: "the key is missing\(others)", accepted: accepted)
  }

  /// A number, if the key is present.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - range: The accepted range; infinities and NaN are never accepted.
  /// - Returns: The number, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is no number or lies outside the range.
  public func optionalNumber(
    _ key: String,
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude
      ... .greatestFiniteMagnitude
  ) throws -> Double? {
    let accepted = "a number" + Self.explained(range)
    switch value(key) {
    case nil: return nil
    case .integer(let whole) where range.contains(Double(whole)): return Double(whole)
    case .number(let number) where range.contains(number): return number
    case .some(let other):
      throw refusal(of: key, found: other.explained, accepted: accepted)
    }
  }

  /// A number that must be present.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - range: The accepted range; infinities and NaN are never accepted.
  /// - Returns: The number.
  /// - Throws: ``InputError`` if the key is missing, no number, or outside the range.
  public func number(
    _ key: String,
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude
      ... .greatestFiniteMagnitude
  ) throws -> Double {
    try required(
      key, optionalNumber(key, in: range), accepted: "a number" + Self.explained(range))
  }

  /// An integer, if the key is present.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - range: The accepted range.
  /// - Returns: The integer, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is no integer or lies outside the range.
  public func optionalInteger(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    switch value(key) {
    case nil: return nil
    case .integer(let whole) where range.contains(whole): return whole
    case .some(let other):
      throw refusal(
        of: key, found: other.explained,
        accepted: "an integer from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// An integer that must be present.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - range: The accepted range.
  /// - Returns: The integer.
  /// - Throws: ``InputError`` if the key is missing, no integer, or outside the range.
  public func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int {
    try required(
      key, optionalInteger(key, in: range),
      accepted: "an integer from \(range.lowerBound) to \(range.upperBound)")
  }

  /// A text, if the key is present.
  ///
  /// - Parameter key: The key.
  /// - Returns: The text, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is no text.
  public func optionalString(_ key: String) throws -> String? {
    switch value(key) {
    case nil: return nil
    case .string(let text): return text
    case .some(let other):
      throw refusal(of: key, found: other.explained, accepted: "a text in quotes")
    }
  }

  /// A text that must be present.
  ///
  /// - Parameter key: The key.
  /// - Returns: The text.
  /// - Throws: ``InputError`` if the key is missing or no text.
  public func string(_ key: String) throws -> String {
    try required(key, optionalString(key), accepted: "a text in quotes")
  }

  /// One of several words, if the key is present.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - choices: The accepted words.
  /// - Returns: The word, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is another word or no text.
  public func optionalChoice(_ key: String, of choices: [String]) throws -> String? {
    let accepted = choices.map { "\"\($0)\"" }.joined(separator: " | ")
    switch value(key) {
    case nil: return nil
    case .string(let text) where choices.contains(text): return text
    case .some(let other):
      throw refusal(of: key, found: other.explained, accepted: accepted)
    }
  }

  /// One of several words that must be present.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - choices: The accepted words.
  /// - Returns: The word.
  /// - Throws: ``InputError`` if the key is missing, another word or no text.
  public func choice(_ key: String, of choices: [String]) throws -> String {
    try required(
      key, optionalChoice(key, of: choices),
      accepted: choices.map { "\"\($0)\"" }.joined(separator: " | "))
  }

  /// A truth value, if the key is present.
  ///
  /// - Parameter key: The key.
  /// - Returns: The value, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is neither `true` nor `false`.
  public func optionalBoolean(_ key: String) throws -> Bool? {
    switch value(key) {
    case nil: return nil
    case .boolean(let flag): return flag
    case .some(let other): throw refusal(of: key, found: other.explained, accepted: "true or false")
    }
  }

  /// A list of numbers, if the key is present.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - range: The accepted range of every number.
  /// - Returns: The numbers, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is no list of numbers in the range.
  public func optionalNumbers(
    _ key: String,
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude
      ... .greatestFiniteMagnitude
  ) throws -> [Double]? {
    let accepted = "a list of numbers" + Self.explained(range)
    guard let found = value(key) else { return nil }
    guard case .array(let elements) = found else {
      throw refusal(of: key, found: found.explained, accepted: accepted)
    }
    return try elements.map { element in
      switch element {
      case .integer(let whole) where range.contains(Double(whole)): return Double(whole)
      case .number(let number) where range.contains(number): return number
      default: throw refusal(of: key, found: element.explained, accepted: accepted)
      }
    }
  }

  /// A list of texts, if the key is present.
  ///
  /// - Parameter key: The key.
  /// - Returns: The texts, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is no list of texts.
  public func optionalStrings(_ key: String) throws -> [String]? {
    guard let found = value(key) else { return nil }
    guard case .array(let elements) = found else {
      throw refusal(of: key, found: found.explained, accepted: "a list of texts")
    }
    return try elements.map { element in
      guard case .string(let text) = element else {
        throw refusal(of: key, found: element.explained, accepted: "a list of texts")
      }
      return text
    }
  }

  /// A table inside this one, if it is present.
  ///
  /// - Parameter key: The name of the table.
  /// - Returns: Its reader, or nil; ``finish()`` of this reader also finishes that one.
  /// - Throws: ``InputError`` if the value is no table.
  public func optionalTable(_ key: String) throws -> ConfigurationTable? {
    switch value(key) {
    case nil: return nil
    case .table(let inner):
      let child = ConfigurationTable(document: document, path: path + [key], values: inner)
      children.append(child)
      return child
    case .some(let other): throw refusal(of: key, found: other.explained, accepted: "a table")
    }
  }

  /// A table inside this one that must be present.
  ///
  /// - Parameter key: The name of the table.
  /// - Returns: Its reader; ``finish()`` of this reader also finishes that one.
  /// - Throws: ``InputError`` if the table is missing or no table.
  public func table(_ key: String) throws -> ConfigurationTable {
    try required(key, optionalTable(key), accepted: "a table [\(key)]")
  }

  /// The tables of an array `[[key]]`; none if it is absent.
  ///
  /// - Parameter key: The name of the array of tables.
  /// - Returns: Their readers, in order; ``finish()`` of this reader also finishes them.
  /// - Throws: ``InputError`` if the value is no array of tables.
  public func tables(_ key: String) throws -> [ConfigurationTable] {
    guard let found = value(key) else { return [] }
    guard case .array(let elements) = found else {
      throw refusal(of: key, found: found.explained, accepted: "tables [[\(key)]]")
    }
    return try elements.enumerated().map { index, element in
      guard case .table(let inner) = element else {
        throw refusal(of: key, found: element.explained, accepted: "tables [[\(key)]]")
      }
      let child = ConfigurationTable(
        document: document, path: path + ["\(key)[\(index)]"], values: inner)
      children.append(child)
      return child
    }
  }

  /// The table `[key]`, or the tables of an array `[[key]]`; none if the key is absent.
  ///
  /// - Parameter key: The name of the table or of the array of tables.
  /// - Returns: Their readers, in order; ``finish()`` of this reader also finishes them.
  /// - Throws: ``InputError`` if the value is neither.
  public func tableOrTables(_ key: String) throws -> [ConfigurationTable] {
    if case .table = values[key] { return [try table(key)] }
    return try tables(key)
  }

  /// Checks that nothing was left unread, here and in every table read from here.
  ///
  /// - Throws: ``InputError`` that names the first unknown key and the accepted ones.
  public func finish() throws {
    for key in keys where !asked.contains(key) {
      throw refusal(
        of: key, found: "the key is unknown", accepted: asked.sorted().joined(separator: ", "))
    }
    for child in children { try child.finish() }
  }

  private static func explained(_ range: ClosedRange<Double>) -> String {
    let lowest = -Double.greatestFiniteMagnitude
    let highest = Double.greatestFiniteMagnitude
    switch (range.lowerBound == lowest, range.upperBound == highest) {
    case (true, true): return ""
    case (false, true) where range.lowerBound == .leastNonzeroMagnitude: return " above 0"
    case (false, true): return " of at least \(range.lowerBound)"
    case (true, false): return " of at most \(range.upperBound)"
    case (false, false):
      let lower = range.lowerBound == .leastNonzeroMagnitude ? "above 0" : "\(range.lowerBound)"
      return " from \(lower) to \(range.upperBound)"
    }
  }
}
