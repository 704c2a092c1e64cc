/// The check that a text is JSON (RFC 8259) of bounded depth, before a decoder sees it.
///
/// Decoders disagree about what they take beyond the language, and of two equal keys they take the one
/// or the other; here both are errors, with their line.
struct JSONScreening {
  /// The most arrays and objects inside one another.
  static let depthLimit = 64

  /// Why a text is refused, at the line where that shows.
  struct Failure: Error {
    var line: Int
    var found: String
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  /// Checks a whole text.
  ///
  /// - Parameter bytes: The text.
  /// - Throws: ``Failure`` at the first line that is not JSON.
  static func check(_ bytes: some Sequence<UInt8>) throws(Failure) {
    var screening = JSONScreening(bytes: Array(bytes) + [0])
    try screening.value(depth: 0)
    screening.skipBlanks()
    guard screening.position == screening.bytes.count - 1 else {
      throw screening.failure("more behind the value")
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// The byte at the position; 0 at the end of the text.
  private var byte: UInt8 { bytes[position] }

  private func failure(_ found: String) -> Failure {
    Failure(line: line, found: "not JSON: \(found)")
  }

  private mutating func skipBlanks() {
    while true {
      switch byte {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
      default: return
      }
      position += 1
    }
  }

  private mutating func value(depth: Int) throws(Failure) {
    guard depth <= Self.depthLimit else {
      throw Failure(
        line: line, found: "values inside one another more than \(Self.depthLimit) deep")
    }
    skipBlanks()
    switch byte {
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "\""): _ = try text()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    default:
      for word in ["true", "false", "null"] where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return
      }
      throw failure("no value")
    }
  }

  private mutating func array(depth: Int) throws(Failure) {
    position += 1
    skipBlanks()
    guard byte != UInt8(ascii: "]") else { return position += 1 }
    while true {
      try value(depth: depth + 1)
      skipBlanks()
      if byte == UInt8(ascii: "]") { return position += 1 }
      guard byte == UInt8(ascii: ",") else { throw failure("an array without end") }
      position += 1
    }
  }

  private mutating func object(depth: Int) throws(Failure) {
    position += 1
    skipBlanks()
    guard byte != UInt8(ascii: "}") else { return position += 1 }
    var keys: Set<String> = []
    while true {
      skipBlanks()
      guard byte == UInt8(ascii: "\"") else { throw failure("no key") }
      let key = try text()
      guard keys.insert(key).inserted else {
        throw Failure(line: line, found: "the key \"\(key)\" for a second time")
      }
      skipBlanks()
      guard byte == UInt8(ascii: ":") else { throw failure("a key without a value") }
      position += 1
      try value(depth: depth + 1)
      skipBlanks()
      if byte == UInt8(ascii: "}") { return position += 1 }
      guard byte == UInt8(ascii: ",") else { throw failure("an object without end") }
      position += 1
    }
  }

  /// A text in quotes, with its escapes resolved.
  private mutating func text() throws(Failure) -> String {
    position += 1
    var units: [UInt16] = []
    var start = position
    func plain() -> [UInt16]? {
      String(validating: bytes[start..<position], as: UTF8.self).map { Array($0.utf16) }
    }
    while true {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        guard let plain = plain() else { throw failure("bytes that are not UTF-8") }
        units += plain
        position += 1
        if bytes[position - 1] == UInt8(ascii: "\"") {
          guard let text = String(validating: units, as: UTF16.self) else {
            throw failure("the escape of half a character")
          }
          return text
        }
        units.append(try escape())
        start = position
      case 0..<0x20: throw failure("a control character or the end in a text")
      default: position += 1
      }
    }
  }

  private mutating func escape() throws(Failure) -> UInt16 {
    let simple: [UInt8: UInt16] = [
      UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92, UInt8(ascii: "/"): 47, UInt8(ascii: "b"): 8,
      UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]
    defer { position += 1 }
    if let unit = simple[byte] { return unit }
    guard byte == UInt8(ascii: "u"), position + 4 < bytes.count,
      bytes[(position + 1)...(position + 4)].allSatisfy({ Character(.init($0)).isHexDigit }),
      let unit = UInt16(
        String(decoding: bytes[(position + 1)...(position + 4)], as: UTF8.self), radix: 16)
    else { throw failure("an escape that is none") }
    position += 4
    return unit
  }

  private mutating func number() throws(Failure) {
    if byte == UInt8(ascii: "-") { position += 1 }
    let isZero = byte == UInt8(ascii: "0")
    let digits = skipDigits()
    guard digits > 0, !isZero || digits == 1 else { throw failure("a number that is none") }
    if byte == UInt8(ascii: ".") {
      position += 1
      guard skipDigits() > 0 else { throw failure("a number that is none") }
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      position += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw failure("a number that is none") }
    }
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }
}
