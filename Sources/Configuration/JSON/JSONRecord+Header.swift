public import Foundation

extension JSONRecord {
  /// The keys that decide how the rest is read.
  private struct Header: Decodable {
    var schema: Int?
    var kind: String?
  }

  /// Refuses a record of another schema or kind before the rest is looked at.
  ///
  /// - Parameters:
  ///   - current: The schema that this version reads.
  ///   - acceptedKinds: The kinds that are read; nil if the record has no such key.
  ///   - data: The text of the record.
  ///   - source: The name that messages use.
  ///   - remedy: What makes a record of another schema anew, with the command.
  /// - Throws: `InputError` that names the key, or the line of a text that is not JSON.
  public static func requireHeader(
    schema current: Int, kinds acceptedKinds: [String]? = nil, of data: Data, source: String,
    remedy: String
  ) throws {
    // A text that is nested too deep is not decoded at all.
    try JSONText.check(data, source: source)
    // Whatever is no such object is explained by the reader of the whole.
    guard let header = try? JSONDecoder().decode(Header.self, from: data) else { return }
    if let schema = header.schema, schema != current {
      throw InputError(
        source: source, location: "key schema", found: "schema \(schema)",
        accepted: "schema \(current); \(remedy)")
    }
    if let kind = header.kind, let acceptedKinds, !acceptedKinds.contains(kind) {
      throw InputError(
        source: source, location: "key kind", found: "kind \"\(kind)\"",
        accepted: acceptedKinds.joined(separator: ", "))
    }
  }
}
