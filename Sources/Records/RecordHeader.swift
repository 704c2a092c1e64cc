internal import Configuration
internal import Foundation

/// The keys of a record that decide how the rest is read.
struct RecordHeader: Decodable {
  private var schema: Int?
  private var kind: String?

  /// Refuses a record of another schema or kind before the rest is looked at.
  ///
  /// - Parameters:
  ///   - current: The schema that this version reads.
  ///   - accepted: What is accepted in the place of a kind that is not; nil for one that is.
  ///   - data: The text of the record.
  ///   - source: Its name, for the message.
  ///   - remedy: The command that makes the record anew.
  /// - Throws: `InputError` that names the key.
  static func require(
    schema current: Int, kind accepted: (String) -> String? = { _ in nil }, in data: Data,
    source: String, remedy: String
  ) throws {
    // Whatever is no such object is explained by the reader of the whole.
    guard let header = try? JSONDecoder().decode(Self.self, from: data) else { return }
    if let schema = header.schema, schema != current {
      throw InputError(
        source: source, location: "key schema", found: "schema \(schema)",
        accepted: "schema \(current); \(remedy)")
    }
    if let kind = header.kind, let accepted = accepted(kind) {
      throw InputError(
        source: source, location: "key kind", found: "kind \"\(kind)\"", accepted: accepted)
    }
  }
}
