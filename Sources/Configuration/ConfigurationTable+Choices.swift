extension ConfigurationTable {
  /// One or several of some words, if the key is present: a text, or a list of texts.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - choices: The accepted words.
  /// - Returns: The words, at least one and each at most once, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is no such word or list.
  public func optionalChoices(_ key: String, of choices: [String]) throws -> [String]? {
    let words = choices.map { "\"\($0)\"" }.joined(separator: " | ")
    let accepted = "\(words), or a list of these, each at most once"
    let found: [String]
    switch value(key) {
    case nil: return nil
    case .string(let text): found = [text]
    case .array:
      found = try optionalStrings(key) ?? []
    case .some(let other):
      throw refusal(of: key, found: other.explained, accepted: accepted)
    }
    guard !found.isEmpty, found.allSatisfy(choices.contains), Set(found).count == found.count else {
      throw refusal(
        of: key, found: found.isEmpty ? "an empty list" : "\(found)", accepted: accepted)
    }
    return found
  }

  /// One or several numbers, if the key is present: a number, or a list of numbers.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - range: The accepted range of every number.
  /// - Returns: The numbers, at least one and each at most once, or nil if the key is absent.
  /// - Throws: ``InputError`` if the value is no number or list of numbers in the range.
  public func optionalOneOrMoreNumbers(
    _ key: String, in range: ClosedRange<Double>
  ) throws -> [Double]? {
    guard case .array = value(key) else { return try optionalNumber(key, in: range).map { [$0] } }
    let numbers = try optionalNumbers(key, in: range) ?? []
    guard !numbers.isEmpty, Set(numbers).count == numbers.count else {
      throw refusal(
        of: key, found: numbers.isEmpty ? "an empty list" : "\(numbers)",
        accepted: "numbers, each at most once")
    }
    return numbers
  }
}
