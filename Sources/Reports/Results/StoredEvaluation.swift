internal import Configuration
internal import Foundation

/// A network's accuracy as `assay evaluate` stored it.
public struct StoredEvaluation: Sendable {
  let record: EvaluationRecord
  let source: String

  /// Reads an evaluation.
  ///
  /// - Parameters:
  ///   - data: The bytes of a result file.
  ///   - source: Its name, for messages.
  /// - Throws: `InputError` if a key is missing or of another type, or a share is none.
  init(_ data: Data, source: String) throws {
    self.source = source
    let accepted = "a result that `assay evaluate --output` wrote"
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      record = try decoder.decode(EvaluationRecord.self, from: data)
    } catch let error as DecodingError {
      throw InputError(
        source: source, location: Self.location(of: error), found: Self.explanation(of: error),
        accepted: accepted)
    }
    guard record.schema == 1 else {
      throw InputError(
        source: source, location: "key schema", found: "\(record.schema)", accepted: "1")
    }
    guard record.shares.allSatisfy({ (0...1).contains($0) }) else {
      throw InputError(
        source: source, found: "a share of images outside 0 to 1", accepted: accepted)
    }
  }

  private static func location(of error: DecodingError) -> String? {
    let path: [any CodingKey] =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        context.codingPath
      case .keyNotFound(let key, let context): context.codingPath + [key]
      @unknown default: []
      }
    let names = path.map { key in key.intValue.map { "\($0)" } ?? key.stringValue }
    return names.isEmpty ? nil : "key \(names.joined(separator: "."))"
  }

  private static func explanation(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound: "the key is missing"
    case .typeMismatch(let type, _): "not a \(type)"
    case .valueNotFound: "no value"
    default: "not JSON"
    }
  }
}
