import Configuration
import Foundation
import Testing

/// What of JSON is accepted before a decoder sees it.
@Suite struct JSONTextTests {
  private func refusal(_ text: String) -> InputError? {
    do {
      try JSONText.check(Data(text.utf8), source: "file.json")
      return nil
    } catch {
      return error as? InputError
    }
  }

  @Test(arguments: [
    "{}", "[]", " 1 ", "-0.5e+3", "\"a\\u00e9\\n\\ud83d\\ude00\"", "null",
    "[1, [2, {\"a\": [true]}]]",
    "{\"a\": 1, \"b\": {\"a\": 2}}", "\n{\"\" : false}\n",
  ])
  func `accepts JSON`(text: String) { #expect(refusal(text) == nil) }

  static let faults: [(String, Int)] = [
    ("", 1), ("{", 1), ("{\"a\":1,}", 1), ("[1,]", 1), ("[1\n2]", 2), ("{\"a\" 1}", 1),
    ("{a: 1}", 1),
    ("01", 1), ("1.", 1), (".5", 1), ("+1", 1), ("1e", 1), ("-", 1), ("NaN", 1), ("Infinity", 1),
    ("0x1", 1),
    ("'a'", 1), ("\"a", 1), ("\"\\x\"", 1), ("\"\\u12\"", 1), ("\"\\ud800\"", 1), ("\"a\nb\"", 1),
    ("1 2", 1), ("{}\n{}", 2), ("{\"a\": 1,\n\"a\": 2}", 2), ("{\"a\": 1,\n\"\\u0061\": 2}", 2),
    ("// x\n1", 1),
    ("\u{FEFF}1", 1), ("truefalse", 1),
  ]

  @Test(arguments: faults)
  func `what is not JSON, or has a key twice, is refused with its line`(text: String, line: Int) {
    #expect(refusal(text)?.location == "line \(line)", "\(text)")
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(throws: InputError.self) {
      try JSONText.check(Data([0x22, 0xc3, 0x28, 0x22]), source: "file.json")
    }
  }

  @Test(arguments: [
    String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 1_000_000),
    String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
  ])
  func `depth is bounded, so no text ends the stack`(text: String) {
    #expect(refusal(text)?.found.contains("deep") == true)
  }
}
