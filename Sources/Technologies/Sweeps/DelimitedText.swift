internal import Configuration
internal import Foundation

/// The lines of a file of columns, with the separators that it turns out to have.
///
/// Instruments and spreadsheets separate columns by tabulators, semicolons, commas or spaces, and
/// write decimals with a point or a comma. The pair under which most fields are numbers is taken.
struct DelimitedText {
  /// A way to write columns of numbers.
  struct Dialect: Equatable {
    /// The character between columns; nil for any number of spaces.
    var separator: Character?
    /// Whether a comma stands before the decimals.
    var hasDecimalComma: Bool
  }

  /// The lines, without their ends; line 1 is the first.
  let lines: [String]
  /// How the columns are written.
  let dialect: Dialect

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - data: UTF-8 or UTF-16 with or without its mark, or Latin-1, in which older programs
  ///     write µA.
  ///   - source: The name of the file, for messages.
  /// - Throws: `InputError` if there is a zero byte, which no text has.
  init(_ data: Data, source: String) throws {
    let text: String
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      text = String(data: data, encoding: .utf16) ?? ""
    } else if let decoded = String(data: data, encoding: .utf8) {
      text = decoded
    } else {
      text = String(data: data, encoding: .isoLatin1) ?? ""
    }
    guard !text.unicodeScalars.contains("\0") else {
      throw InputError(
        source: source, found: "bytes that are no text",
        accepted: "a table of voltages and currents as text, such as CSV")
    }
    lines = text.drop { $0 == "\u{FEFF}" }
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
      .map(String.init)
    dialect = Self.dialect(of: lines.prefix(5000))
  }

  /// The fields of a line, without quotes and spaces around them; the mark that some analyzers put
  /// before every line of data is no field.
  func fields(_ line: String) -> [String] { Self.fields(line, dialect) }

  /// The number in a field; nil for anything else.
  func number(_ field: String) -> Double? { Self.number(field, dialect) }

  /// How many fields of a line are numbers.
  func numericFields(_ line: String) -> Int { fields(line).count { number($0) != nil } }

  private static let dialects = [
    Dialect(separator: "\t", hasDecimalComma: false),
    Dialect(separator: ";", hasDecimalComma: false),
    Dialect(separator: ",", hasDecimalComma: false), Dialect(hasDecimalComma: false),
    Dialect(separator: "\t", hasDecimalComma: true), Dialect(separator: ";", hasDecimalComma: true),
    Dialect(separator: ",", hasDecimalComma: true), Dialect(hasDecimalComma: true),
  ]

  private static func dialect(of lines: ArraySlice<String>) -> Dialect {
    var best = (dialect: dialects[2], score: 0.0)
    for dialect in dialects {
      var score = 0.0
      for line in lines {
        let fields = fields(line, dialect).filter { !$0.isEmpty }
        let numbers = fields.count { number($0, dialect) != nil }
        // A name of a state beside the numbers takes from every pair alike.
        if numbers >= 2 { score += Double(numbers) / Double(fields.count) }
      }
      if score > best.score { best = (dialect, score) }
    }
    return best.dialect
  }

  private static func fields(_ line: String, _ dialect: Dialect) -> [String] {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    for character in line {
      let isSeparator =
        !isQuoted
        && (dialect.separator.map { $0 == character } ?? (character == " " || character == "\t"))
      if character == "\"" {
        isQuoted.toggle()
      } else if isSeparator {
        fields.append(field.trimmingCharacters(in: .whitespaces))
        field = ""
      } else {
        field.append(character)
      }
    }
    fields.append(field.trimmingCharacters(in: .whitespaces))
    if dialect.separator == nil { fields.removeAll(where: \.isEmpty) }
    // Keysight's EasyEXPERT begins its lines with what they are.
    if let first = fields.first, ["DataName", "DataValue"].contains(first) { fields.removeFirst() }
    return fields
  }

  private static func number(_ field: String, _ dialect: Dialect) -> Double? {
    var text = field.replacingOccurrences(of: "−", with: "-")
    if dialect.hasDecimalComma { text = text.replacingOccurrences(of: ",", with: ".") }
    // Hexadecimal numbers and the names of infinities are no readings.
    guard text.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }) else {
      return nil
    }
    return Double(text)
  }
}

extension DelimitedText.Dialect {
  fileprivate init(hasDecimalComma: Bool) {
    self.init(separator: nil, hasDecimalComma: hasDecimalComma)
  }
}
