/// Text from outside, as a terminal, a log or a page may show it.
///
/// Names, keys and headers of files are quoted in messages and tables. A terminal obeys control
/// characters, and direction marks make text read differently from what it is, so neither is ever
/// printed: what shows is the number of the character.
public enum PrintedText {
  /// A text in a cell of a Markdown table, where it breaks neither its row nor its column.
  ///
  /// - Parameter text: The text, such as a name of a file.
  /// - Returns: One line.
  public static func cell(_ text: String) -> String {
    line(text).split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  /// A text on one line: line breaks are made visible, too.
  ///
  /// - Parameter text: Any text.
  /// - Returns: The text without a character that a terminal obeys; an escape that is made visible
  ///   already stays as it is.
  public static func line(_ text: String) -> String {
    visible(text) { _ in false }
  }

  /// A text of several lines: line feeds and tabulators stay.
  ///
  /// - Parameter text: Any text.
  /// - Returns: The text without another character that a terminal obeys.
  public static func lines(_ text: String) -> String {
    visible(text) { $0 == "\n" || $0 == "\t" }
  }

  /// JSON with the same values, in which characters that a terminal obeys are written as escapes.
  ///
  /// - Parameter text: A JSON text; such characters stand inside its strings alone.
  /// - Returns: The JSON text.
  public static func json(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isObeyed) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isObeyed(scalar) && scalar != "\n" && scalar != "\t" && scalar != "\r" {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func visible(
    _ text: String, keeping isKept: (Unicode.Scalar) -> Bool
  ) -> String {
    guard text.unicodeScalars.contains(where: { isObeyed($0) && !isKept($0) }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case _ where isKept(scalar) || !isObeyed(scalar): result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
    return result
  }

  /// Whether a character does something rather than being shown: those of the old control sets,
  /// line and paragraph separators, and marks of direction or format.
  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value >= 0x20 && scalar.value < 0x7f { return false }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default: return false
    }
  }
}
