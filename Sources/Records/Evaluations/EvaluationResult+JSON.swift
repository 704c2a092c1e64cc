internal import Configuration
public import Foundation

extension EvaluationResult {
  /// Reads a result file.
  ///
  /// - Parameters:
  ///   - data: The bytes of a file that `assay evaluate --output` wrote.
  ///   - source: Its name, for messages.
  /// - Throws: `InputError` with the key if the file is none, has unknown keys, or contradicts
  ///   itself.
  public init(_ data: Data, source: String) throws {
    try JSONRecord.requireHeader(
      schema: Self.currentSchema, kinds: [Self.kindName], of: data, source: source,
      remedy: "make the result again with `assay evaluate --output`")
    self = try JSONRecord.value(
      from: data, source: source,
      accepted: "a result that this version of `assay evaluate --output` writes")
    try validate(source: source)
  }

  /// The result as JSON, the same for the same inputs and seed.
  ///
  /// - Returns: The text of a result file.
  /// - Throws: An encoding error if a number is not finite.
  public func encoded() throws -> Data { try JSONRecord.encoded(self) }
}
