public import Foundation
internal import TOMLKit

/// A TOML file that was read and is well formed.
public struct ConfigurationDocument: Sendable {
  /// The file, as it is named in messages.
  public let source: String
  /// The text of the file.
  public let text: String
  let values: [String: ConfigurationValue]

  /// Parses a text.
  ///
  /// - Parameters:
  ///   - text: A TOML document.
  ///   - source: The name that messages use.
  /// - Throws: ``InputError`` with the line of a syntax error.
  public init(text: String, source: String) throws {
    self.source = source
    self.text = text
    // The parser takes it for the end of the text, and what follows would go unread.
    if let end = text.utf8.firstIndex(of: 0) {
      let line = text.utf8[..<end].count { $0 == UInt8(ascii: "\n") } + 1
      throw InputError(
        source: source, location: "line \(line)", found: "a NUL byte", accepted: "TOML text")
    }
    do {
      guard case .table(let values) = ConfigurationValue(try TOMLTable(string: text)) else {
        throw InputError(source: source, found: "no table")
      }
      self.values = values
    } catch let error as TOMLParseError {
      throw InputError(
        source: source, location: "line \(error.source.begin.line)", found: error.description,
        accepted: "a TOML document")
    }
  }

  /// Reads and parses a file.
  ///
  /// - Parameter url: The file.
  /// - Throws: ``UnavailableError`` if the file cannot be read, ``InputError`` if it is not TOML.
  public init(contentsOf url: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw UnavailableError(url.path, reason: "the file cannot be read")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw InputError(source: url.path, found: "bytes that are not UTF-8", accepted: "TOML text")
    }
    try self.init(text: text, source: url.path)
  }

  /// The reader of the document's top level.
  public var root: ConfigurationTable {
    ConfigurationTable(document: self, path: [], values: values)
  }

  /// The place of a key in the text, found by its table header; the key alone if that fails.
  func location(of path: [String]) -> String {
    let name = path.joined(separator: ".")
    guard let key = path.last else { return "the document" }
    let table = path.dropLast().map { part in
      part.firstIndex(of: "[").map { String(part[..<$0]) } ?? part
    }.joined(separator: ".")
    let wantedOccurrence = path.dropLast().last.flatMap(Self.occurrence) ?? 0
    var current = ""
    var occurrence = -1
    var header: Int?
    for (index, rawLine) in text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let line = rawLine.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("[") {
        current = String(line.prefix { $0 != "#" }.filter { !"[] \t".contains($0) })
        if current == table {
          occurrence += 1
          if occurrence == wantedOccurrence { header = index + 1 }
        }
        if current == (path.dropLast() + [key]).joined(separator: ".") {
          return "line \(index + 1), table \(name)"
        }
        continue
      }
      let found = line.prefix { $0 != "=" }.trimmingCharacters(in: .whitespaces)
      let inTable = current == table && (table.isEmpty || occurrence == wantedOccurrence)
      if inTable && (found == key || found == "\"\(key)\"") {
        return "line \(index + 1), key \(name)"
      }
    }
    // A key that is missing belongs below the header of its table.
    return header.map { "line \($0), key \(name)" } ?? "key \(name)"
  }

  private static func occurrence(_ part: String) -> Int? {
    guard let open = part.firstIndex(of: "["), part.hasSuffix("]") else { return nil }
    return Int(part[part.index(after: open)...].dropLast())
  }
}
