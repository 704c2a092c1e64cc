/// Words of TOML that are numbers, dates or times.
enum TOMLNumber {
  /// The value of a word.
  ///
  /// - Parameter word: Letters, digits and signs without blanks; in a date with its time, one blank.
  /// - Returns: The value; nil if the word is none, or a number that its type cannot hold.
  static func value(of word: String) -> ConfigurationValue? {
    if isDate(word) || isTime(word[...]) || isDateWithTime(word) { return .date(word) }
    let sign = word.first.flatMap { $0 == "+" || $0 == "-" ? $0 : nil }
    let body = sign == nil ? word[...] : word.dropFirst()
    switch body {
    case "inf": return .number(sign == "-" ? -.infinity : .infinity)
    case "nan": return .number(.nan)
    default: break
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where body.hasPrefix(prefix) {
      guard sign == nil, let digits = digits(body.dropFirst(2), radix: radix) else { return nil }
      return Int(digits, radix: radix).map { .integer($0) }
    }
    if let whole = digits(body, radix: 10), whole == "0" || !whole.hasPrefix("0") {
      return Int((sign.map(String.init) ?? "") + whole).map { .integer($0) }
    }
    return number(word, body: body)
  }

  private static func number(_ word: String, body: Substring) -> ConfigurationValue? {
    var rest = body
    var exponent: Substring?
    if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      exponent = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2 || (parts.count == 1 && exponent != nil),
      let whole = digits(parts[0], radix: 10), whole == "0" || !whole.hasPrefix("0"),
      parts.count == 1 || digits(parts[1], radix: 10) != nil
    else { return nil }
    if let exponent {
      let unsigned =
        exponent.first == "+" || exponent.first == "-" ? exponent.dropFirst() : exponent
      guard digits(unsigned, radix: 10) != nil else { return nil }
    }
    let value = Double(word.filter { $0 != "_" })
    return value.flatMap { $0.isFinite ? .number($0) : nil }
  }

  /// Digits without their underscores, each of which stands between two digits; nil for others.
  private static func digits(_ text: Substring, radix: Int) -> String? {
    var result = ""
    var isAfterDigit = false
    for character in text {
      if character == "_" {
        guard isAfterDigit else { return nil }
        isAfterDigit = false
      } else {
        guard character.isASCII, let digit = character.hexDigitValue, digit < radix else {
          return nil
        }
        result.append(character)
        isAfterDigit = true
      }
    }
    return isAfterDigit ? result : nil
  }

  /// Whether a word is a date: YYYY-MM-DD.
  static func isDate(_ word: String) -> Bool {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], let month = whole(parts[1]),
      let day = whole(parts[2]), let year = whole(parts[0])
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...12).contains(month) && (1...days[month - 1]).contains(day)
  }

  /// Whether a word is a time: HH:MM:SS, with a fraction or without.
  private static func isTime(_ word: Substring) -> Bool {
    let halves = word.split(separator: ".", omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count <= 2, parts.map(\.utf8.count) == [2, 2, 2], let hour = whole(parts[0]),
      let minute = whole(parts[1]), let second = whole(parts[2])
    else { return false }
    return hour < 24 && minute < 60 && second < 60
      && (halves.count == 1 || (!halves[1].isEmpty && whole(halves[1]) != nil))
  }

  /// Whether a word is a date and a time, with an offset or without.
  private static func isDateWithTime(_ word: String) -> Bool {
    guard word.utf8.count > 11, isDate(String(word.prefix(10))),
      let mark = word.dropFirst(10).first, "Tt ".contains(mark)
    else { return false }
    let rest = word.dropFirst(11)
    if rest.hasSuffix("Z") || rest.hasSuffix("z") { return isTime(rest.dropLast()) }
    if let sign = rest.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      return isTime(rest[..<sign])
        && isTime(rest[rest.index(after: sign)...] + ":00")
    }
    return isTime(rest)
  }

  private static func whole(_ text: Substring) -> Int? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? Int(text.prefix(9)) : nil
  }
}
