import ArgumentParser

extension RawRepresentable<String> where Self: CaseIterable {
  /// The case that a word of the command line names.
  ///
  /// - Parameters:
  ///   - word: What a user wrote.
  ///   - what: What it is, for the message.
  ///   - accepted: The cases that the command has.
  /// - Returns: The case.
  /// - Throws: `ValidationError` with the words that are accepted.
  static func named(
    _ word: String, _ what: String, among accepted: [Self] = Array(Self.allCases)
  ) throws -> Self {
    guard let found = accepted.first(where: { $0.rawValue == word }) else {
      let names = accepted.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(what) \(word); accepted: \(names)")
    }
    return found
  }
}
