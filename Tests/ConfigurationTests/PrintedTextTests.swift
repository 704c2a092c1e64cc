import Configuration
import Foundation
import Testing

/// Text from files cannot command a terminal, nor read otherwise than it is.
@Suite struct PrintedTextTests {
  static let shown: [(String, String)] = [
    ("plain é Ω 漢 😀", "plain é Ω 漢 😀"), ("\u{1B}[31m", "\\u{1B}[31m"),
    ("a\u{7}\u{8}\u{7F}", "a\\u{7}\\u{8}\\u{7F}"),
    ("\u{9B}2J", "\\u{9B}2J"), ("a\rb\nc\td", "a\\rb\\nc\\td"),
    ("x\u{202E}y\u{2066}", "x\\u{202E}y\\u{2066}"),
    ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"), ("a\u{200B}\u{FEFF}", "a\\u{200B}\\u{FEFF}"),
    ("\u{E0041}", "\\u{E0041}"), ("\r\n", "\\r\\n"),
  ]

  @Test(arguments: shown)
  func `a line shows the number of what a terminal obeys`(text: String, line: String) {
    #expect(PrintedText.line(text) == line)
    #expect(PrintedText.line(line) == line)
  }

  @Test func `lines keep their ends and tabulators alone`() {
    #expect(PrintedText.lines("a\n\tb\u{1B}\r\n") == "a\n\tb\\u{1B}\\r\n")
  }

  @Test(arguments: shown.map(\.0))
  func `JSON keeps its values`(text: String) throws {
    let data = try JSONEncoder().encode([text])
    let printed = PrintedText.json(String(decoding: data, as: UTF8.self))
    #expect(try JSONDecoder().decode([String].self, from: Data(printed.utf8)) == [text])
    #expect(printed == PrintedText.lines(printed))
  }
}
