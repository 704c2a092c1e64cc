extension TOMLParser {
  /// The value at the position.
  ///
  /// - Parameters:
  ///   - path: Its key, for the places of what is inside it.
  ///   - depth: How many tables and arrays it is inside.
  /// - Returns: The value.
  /// - Throws: ``Failure`` if there is none.
  mutating func value(path: [String], depth: Int) throws(Failure) -> ConfigurationValue {
    guard depth <= Self.depthLimit else {
      throw failure("values inside one another more than \(Self.depthLimit) deep", "less depth")
    }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try text())
    case UInt8(ascii: "["): return try array(path: path, depth: depth)
    case UInt8(ascii: "{"): return try inlineTable(path: path, depth: depth)
    default: return try word()
    }
  }

  private mutating func array(path: [String], depth: Int) throws(Failure) -> ConfigurationValue {
    position += 1
    var elements: [ConfigurationValue] = []
    while true {
      try skipLines()
      if byte == UInt8(ascii: "]") { break }
      var inner = path
      if let name = inner.popLast() { inner.append("\(name)[\(elements.count)]") }
      places.record(inner, line: line)
      elements.append(try value(path: inner, depth: depth + 1))
      try skipLines()
      if byte == UInt8(ascii: "]") { break }
      guard byte == UInt8(ascii: ",") else {
        throw failure("\(shown) in an array", "\",\" or \"]\"")
      }
      position += 1
    }
    position += 1
    return .array(elements)
  }

  private mutating func inlineTable(
    path: [String], depth: Int
  ) throws(Failure) -> ConfigurationValue {
    position += 1
    let table = TOMLTable(.inline)
    skipBlanks()
    if byte == UInt8(ascii: "}") {
      position += 1
      return .table([:])
    }
    while true {
      try keyValue(in: table, path: path, depth: depth)
      skipBlanks()
      if byte == UInt8(ascii: "}") { break }
      guard byte == UInt8(ascii: ",") else {
        throw failure("\(shown) in a table between braces", "\",\" or \"}\" on the same line")
      }
      position += 1
      skipBlanks()
    }
    position += 1
    return table.value
  }

  /// Goes over blanks, comments and ends of lines.
  private mutating func skipLines() throws(Failure) {
    repeat {
      skipBlanks()
      try skipComment()
    } while try skipLineFeed()
  }

  /// A number, a truth value or a date.
  private mutating func word() throws(Failure) -> ConfigurationValue {
    let start = position
    scan: while true {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"):
        position += 1
      case UInt8(ascii: " "):
        // A date and a time may have a blank between them.
        guard position - start == 10, Self.isDigit(bytes[position + 1]),
          TOMLNumber.isDate(String(decoding: bytes[start..<position], as: UTF8.self))
        else { break scan }
        position += 1
      default: break scan
      }
    }
    guard position > start else { throw failure("\(shown) in place of a value", "a value") }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    switch word {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default: break
    }
    guard let value = TOMLNumber.value(of: word) else {
      throw failure(
        "\"\(word.prefix(60))\" in place of a value",
        "a number that a double or an integer of 64 bits holds, true, false, a date, a text in quotes, "
          + "an array or a table")
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  // MARK: - Texts

  /// The text in quotes at the position, of one line or several.
  mutating func text() throws(Failure) -> String {
    let quote = byte
    let isLong = bytes[position...].starts(with: [quote, quote, quote])
    position += isLong ? 3 : 1
    // The end of the line right behind the opening quotes is no part of the text.
    if isLong { _ = try skipLineFeed() }
    var content: [UInt8] = []
    while true {
      switch byte {
      case 0: throw failure("a text without end", "closing quotes")
      case quote:
        guard isLong else {
          position += 1
          return String(decoding: content, as: UTF8.self)
        }
        var count = 0
        while bytes[position + count] == quote { count += 1 }
        // One or two quotes may stand right before the closing three.
        guard count < 6 else { throw failure("\(count) quotes in a row", "at most five") }
        position += count
        if count >= 3 {
          content += [UInt8](repeating: quote, count: count - 3)
          return String(decoding: content, as: UTF8.self)
        }
        content += [UInt8](repeating: quote, count: count)
      case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
        try appendEscape(to: &content, isLong: isLong)
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        guard isLong, try skipLineFeed() else {
          if byte == UInt8(ascii: "\n") || bytes[position + 1] == UInt8(ascii: "\n") {
            throw failure("a text without end", "closing quotes on the same line")
          }
          throw failure("a carriage return in a text", "the end of a line, or \\r")
        }
        content.append(UInt8(ascii: "\n"))
      default:
        try refuseControl(except: UInt8(ascii: "\t"))
        content.append(byte)
        position += 1
      }
    }
  }

  private mutating func appendEscape(
    to content: inout [UInt8], isLong: Bool
  ) throws(Failure) {
    position += 1
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "f"): 12,
      UInt8(ascii: "r"): 13, UInt8(ascii: "\""): UInt8(ascii: "\""),
      UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    ]
    if let character = simple[byte] {
      content.append(character)
      position += 1
      return
    }
    switch byte {
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let count = byte == UInt8(ascii: "u") ? 4 : 8
      let start = position + 1
      position = start
      while position < start + count, Self.isHexadecimal(byte) { position += 1 }
      let digits = String(decoding: bytes[start..<position], as: UTF8.self)
      guard digits.count == count, let number = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(number)
      else { throw failure("the escape of no character", "\\u and 4 or \\U and 8 digits") }
      // Libraries in C would end the text there.
      guard number != 0 else { throw failure("the escape of a NUL character", "text") }
      content += Array(String(scalar).utf8)
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      // A backslash at the end of a line takes away all blanks up to the next character.
      guard isLong else { throw failure("\(shown) behind a backslash", "an escape") }
      skipBlanks()
      guard try skipLineFeed() else {
        throw failure("\(shown) behind a backslash and blanks", "the end of the line")
      }
      repeat { skipBlanks() } while try skipLineFeed()
    default: throw failure("\(shown) behind a backslash", "one of b t n f r \" \\ u U")
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
