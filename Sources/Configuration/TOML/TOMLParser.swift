/// A reader of TOML 1.0 (https://toml.io/en/v1.0.0).
///
/// Whatever the text is, it ends with a document or with one error that names a line: nesting, the
/// parts of a key and the size of the text are bounded, and every rule of the language that is broken is
/// an error. Of its types, dates and times are recognized and not interpreted.
struct TOMLParser {
  /// The most tables and arrays inside one another, and the most parts of a key.
  static let depthLimit = 32

  /// Why a text is not TOML, at the line where that shows.
  struct Failure: Error {
    var line: Int
    var found: String
    var accepted: String
  }

  var bytes: [UInt8]
  var position = 0
  var line = 1
  var places = TOMLPlaces()

  /// A zero byte ends the text; the text itself may hold none.
  init(_ text: String) throws(Failure) {
    bytes = Array(text.utf8)
    if let end = bytes.firstIndex(of: 0) {
      throw Failure(
        line: bytes[..<end].count { $0 == UInt8(ascii: "\n") } + 1, found: "a NUL byte",
        accepted: "TOML text")
    }
    guard bytes.count <= InputFile.configurationLimit else {
      throw Failure(
        line: 1, found: "a text of \(bytes.count) bytes",
        accepted: "at most \(InputFile.configurationLimit) bytes")
    }
    bytes.append(0)
    // The mark that some editors put before UTF-8 is no part of the text.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// Reads the document.
  ///
  /// - Returns: Its root.
  /// - Throws: ``Failure`` at the first line that is not TOML.
  mutating func document() throws(Failure) -> TOMLTable {
    let root = TOMLTable(.header)
    var current = root
    var path: [String] = []
    while true {
      skipBlanks()
      switch byte {
      case 0: return root
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#"): break
      case UInt8(ascii: "["): (current, path) = try header(in: root)
      default: try keyValue(in: current, path: path, depth: 0)
      }
      try endOfLine()
    }
  }

  // MARK: - Headers and keys

  private mutating func header(in root: TOMLTable) throws(Failure) -> (TOMLTable, [String]) {
    position += 1
    let isArray = byte == UInt8(ascii: "[")
    if isArray { position += 1 }
    let key = try dottedKey()
    let end = isArray ? "]]" : "]"
    for expected in end.utf8 {
      guard byte == expected else {
        throw failure("\(shown) in a header", "\"\(end)\" behind its name")
      }
      position += 1
    }
    var table = root
    var path: [String] = []
    for (depth, name) in key.dropLast().enumerated() {
      path.append(name)
      switch table.entries[name] {
      case nil:
        let inner = TOMLTable(.implicit)
        table.entries[name] = .table(inner)
        places.record(path, line: line, isHeader: true)
        table = inner
      case .table(let inner) where inner.origin != .inline: table = inner
      case .tables(let tables):
        path[depth] = "\(name)[\(tables.count - 1)]"
        table = tables[tables.count - 1]
      default: throw failure("a table in \"\(name)\", which is complete", "another name")
      }
    }
    let name = key[key.count - 1]
    if isArray {
      let inner = TOMLTable(.header)
      let tables: [TOMLTable]
      switch table.entries[name] {
      case nil: tables = [inner]
      case .tables(let earlier): tables = earlier + [inner]
      default: throw failure("\"\(name)\" for a second time", "a name that is new in its table")
      }
      places.record(path + [name], line: line, isHeader: true)
      table.entries[name] = .tables(tables)
      path.append("\(name)[\(tables.count - 1)]")
      places.recordHeader(path, line: line)
      return (inner, path)
    }
    path.append(name)
    switch table.entries[name] {
    case nil:
      let inner = TOMLTable(.header)
      table.entries[name] = .table(inner)
      places.recordHeader(path, line: line)
      return (inner, path)
    case .table(let inner) where inner.origin == .implicit:
      inner.origin = .header
      places.recordHeader(path, line: line)
      return (inner, path)
    default: throw failure("the table \"\(name)\" for a second time", "a table once")
    }
  }

  /// One `key = value`.
  mutating func keyValue(
    in table: TOMLTable, path: [String], depth: Int
  ) throws(Failure) {
    let keyLine = line
    let key = try dottedKey()
    guard byte == UInt8(ascii: "=") else { throw failure("\(shown) behind a key", "\"=\"") }
    position += 1
    skipBlanks()
    var table = table
    var path = path
    for name in key.dropLast() {
      path.append(name)
      places.record(path, line: keyLine)
      switch table.entries[name] {
      case nil:
        let inner = TOMLTable(.dotted)
        table.entries[name] = .table(inner)
        table = inner
      case .table(let inner) where inner.origin == .dotted || inner.origin == .implicit:
        table = inner
      default: throw failure("a key in \"\(name)\", which is complete", "another name")
      }
    }
    let name = key[key.count - 1]
    path.append(name)
    guard table.entries[name] == nil else {
      throw failure("the key \"\(name)\" for a second time", "a key once")
    }
    places.record(path, line: keyLine)
    let value = try value(path: path, depth: depth + key.count)
    table.entries[name] = .value(value)
  }

  /// A key of one part or several, up to what follows it.
  private mutating func dottedKey() throws(Failure) -> [String] {
    var parts: [String] = []
    while true {
      skipBlanks()
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let quote = byte
        if bytes[position...].starts(with: [quote, quote, quote]) {
          throw failure("a text of several lines as a key", "a key on one line")
        }
        parts.append(try text())
      default:
        let start = position
        while Self.isBare(byte) { position += 1 }
        guard position > start else { throw failure("\(shown) in place of a key", "a key") }
        parts.append(String(decoding: bytes[start..<position], as: UTF8.self))
      }
      guard parts.count <= Self.depthLimit else {
        throw failure("a key of more than \(Self.depthLimit) parts", "fewer parts")
      }
      skipBlanks()
      guard byte == UInt8(ascii: ".") else { return parts }
      position += 1
    }
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  // MARK: - Blanks and lines

  /// The byte at the position; 0 at the end of the text.
  var byte: UInt8 { bytes[position] }

  /// The character at the position, for messages.
  var shown: String {
    switch byte {
    case 0: return "the end of the text"
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return "the end of the line"
    default:
      let rest = String(
        decoding: bytes[position..<min(position + 16, bytes.count - 1)], as: UTF8.self)
      return "\"\(rest.prefix(1))\""
    }
  }

  func failure(_ found: String, _ accepted: String) -> Failure {
    Failure(line: line, found: found, accepted: accepted)
  }

  mutating func skipBlanks() {
    while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { position += 1 }
  }

  /// Goes to the next line, over a comment; anything else is an error.
  private mutating func endOfLine() throws(Failure) {
    skipBlanks()
    try skipComment()
    guard byte != 0 else { return }
    guard try skipLineFeed() else {
      throw failure("\(shown) behind a value", "the end of the line")
    }
  }

  mutating func skipComment() throws(Failure) {
    guard byte == UInt8(ascii: "#") else { return }
    while byte != 0, byte != UInt8(ascii: "\n"),
      !(byte == UInt8(ascii: "\r") && bytes[position + 1] == UInt8(ascii: "\n"))
    {
      try refuseControl(except: UInt8(ascii: "\t"))
      position += 1
    }
  }

  /// Goes over the end of a line; false if there is none.
  mutating func skipLineFeed() throws(Failure) -> Bool {
    if byte == UInt8(ascii: "\r"), bytes[position + 1] == UInt8(ascii: "\n") { position += 1 }
    guard byte == UInt8(ascii: "\n") else { return false }
    position += 1
    line += 1
    return true
  }

  /// Refuses a control character, which TOML takes in escapes alone.
  func refuseControl(except accepted: UInt8) throws(Failure) {
    guard byte < 0x20 || byte == 0x7f, byte != accepted else { return }
    let number = String(byte, radix: 16, uppercase: true)
    throw failure("the control character U+00\(number.count < 2 ? "0" : "")\(number)", "text")
  }
}
