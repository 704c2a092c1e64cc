public import Foundation

/// A TOML file that was read and is well formed.
public struct ConfigurationDocument: Sendable {
  /// The file, as it is named in messages.
  public let source: String
  /// The text of the file.
  public let text: String
  private(set) var values: [String: ConfigurationValue]
  private let places: TOMLPlaces

  /// Parses a text.
  ///
  /// - Parameters:
  ///   - text: A TOML document.
  ///   - source: The name that messages use.
  /// - Throws: ``InputError`` with the line of a syntax error.
  public init(text: String, source: String) throws {
    self.source = source
    self.text = text
    do throws(TOMLParser.Failure) {
      var parser = try TOMLParser(text)
      guard case .table(let values) = try parser.document().value else {
        preconditionFailure("the root of a document is a table")
      }
      self.values = values
      places = parser.places
    } catch {
      throw InputError(
        source: source, location: "line \(error.line)", found: error.found,
        accepted: error.accepted)
    }
  }

  /// Reads and parses a file.
  ///
  /// - Parameter url: The file.
  /// - Throws: ``UnavailableError`` if the file cannot be read, ``InputError`` if it is not TOML.
  public init(contentsOf url: URL) throws {
    let text = try InputFile.text(
      of: url, limit: InputFile.configurationLimit, accepted: "TOML text")
    try self.init(text: text, source: url.path)
  }

  /// The value at a path of keys.
  ///
  /// - Parameter path: The names of the tables, and the key.
  /// - Returns: The value; nil if there is none.
  public func value(at path: [String]) -> ConfigurationValue? {
    var found = ConfigurationValue.table(values)
    for key in path {
      guard case .table(let table) = found, let next = table[key] else { return nil }
      found = next
    }
    return found
  }

  /// The document with another value; ``text`` stays what it was.
  ///
  /// - Parameters:
  ///   - path: The names of the tables, which are made where there are none, and the key.
  ///   - value: The value.
  /// - Returns: The document.
  /// - Throws: ``InputError`` if the path leads through something that is no table.
  public func replacing(
    _ path: [String], with value: ConfigurationValue
  ) throws -> ConfigurationDocument {
    func replaced(
      in table: [String: ConfigurationValue], depth: Int
    ) throws -> [String: ConfigurationValue] {
      var table = table
      let key = path[depth]
      guard depth < path.count - 1 else {
        table[key] = value
        return table
      }
      var inner: [String: ConfigurationValue] = [:]
      switch table[key] {
      case nil: break
      case .table(let found): inner = found
      case .some(let other):
        throw InputError(
          source: source, location: location(of: Array(path[...depth])), found: other.explained,
          accepted: "a table, for \(path.joined(separator: "."))")
      }
      table[key] = .table(try replaced(in: inner, depth: depth + 1))
      return table
    }
    precondition(!path.isEmpty, "a value at no key")
    var changed = self
    changed.values = try replaced(in: values, depth: 0)
    return changed
  }

  /// The reader of the document's top level.
  public var root: ConfigurationTable {
    ConfigurationTable(document: self, path: [], values: values)
  }

  /// The place of a key in the text; for a key that is missing, the header of its table.
  func location(of path: [String]) -> String {
    guard !path.isEmpty else { return "the document" }
    let name = path.joined(separator: ".")
    if let place = places[path] {
      return "line \(place.line), \(place.isHeader ? "table" : "key") \(name)"
    }
    return places[path.dropLast()].map { "line \($0.line), key \(name)" } ?? "key \(name)"
  }
}
