import Configuration
import Foundation
import TestSupport
import Testing

/// What of TOML 1.0 is accepted, and that everything else ends in one error with a line.
@Suite struct ConfigurationDocumentTests {
  private func document(_ text: String) throws -> ConfigurationDocument {
    try ConfigurationDocument(text: text, source: "file.toml")
  }

  private func refusal(_ text: String) -> InputError? {
    do {
      _ = try document(text)
      return nil
    } catch {
      return error as? InputError
    }
  }

  /// Texts with the number that their key `x` has.
  static let numbers: [(String, Double)] = [
    ("x = 1", 1), ("x = -17", -17), ("x = +3", 3), ("x = 1_000", 1000), ("x = 0xFF", 255),
    ("x = 0o17", 15), ("x = 0b101", 5), ("x = 1.5", 1.5), ("x = 6.02e23", 6.02e23),
    ("x = -1E-3", -1e-3), ("x = 9_224.000_1", 9224.0001), ("\u{FEFF}x = 2", 2),
    ("x = 3 # with a comment", 3), ("\"x\" = 4\r\n", 4), ("'x'=5", 5),
    ("# only\n\n \t x\t=\t6\n", 6), ("x = 0.1", 0.1), ("x = 5e-324", .leastNonzeroMagnitude),
  ]

  @Test(arguments: numbers)
  func `reads a number`(text: String, value: Double) throws {
    #expect(try document(text).root.number("x") == value)
  }

  /// Texts with the text that their key `x` has.
  static let texts: [(String, String)] = [
    ("x = \"\"", ""), ("x = 'a\\b'", "a\\b"), ("x = \"a\\t\\\"\\u00e9\\U0001F600\"", "a\t\"é😀"),
    ("x = \"\"\"\none\ntwo\"\"\"", "one\ntwo"), ("x = '''\r\none\r\ntwo'''", "one\ntwo"),
    ("x = \"\"\"a\\\n   \n  b\"\"\"", "ab"), ("x = \"\"\"say \"\"hi\"\"\"\"\"", "say \"\"hi\"\""),
    ("x = ''''a' '''", "'a' "), ("x = \"# no comment\"", "# no comment"),
  ]

  @Test(arguments: texts)
  func `reads a text`(text: String, value: String) throws {
    #expect(try document(text).root.string("x") == value)
  }

  @Test func `tables by headers, dotted keys and braces are the same`() throws {
    let texts = [
      "[a.b]\nc = 1\n[a]\nd = 2\n", "a.b.c = 1\na.d = 2\n", "a = { b = { c = 1 }, d = 2 }\n",
      "[a]\nb.c = 1\nd = 2\n", "a = { b.c = 1, d = 2 }\n", "[ a . \"b\" ]\nc=1\n[a]\nd=2",
    ]
    for text in texts {
      let a = try document(text).root.table("a")
      #expect(try a.number("d") == 2, "\(text)")
      #expect(try a.table("b").number("c") == 1, "\(text)")
    }
  }

  @Test func `arrays reach over lines, with comments and a last comma`() throws {
    let root = try document("x = [ 1, # one\n  2.5,\n]\ny = [\n]\nz = [[1], ['a']]\n").root
    #expect(try root.optionalNumbers("x") == [1, 2.5])
    #expect(try root.optionalNumbers("y") == [])
  }

  @Test func `a table inside an array of tables belongs to the last of them`() throws {
    let root = try document("[[p]]\nn = 1\n[[p]]\nn = 2\n[p.q]\nm = 3\n").root
    let tables = try root.tables("p")
    #expect(tables.count == 2 && tables[0].keys == ["n"])
    #expect(try tables[1].table("q").number("m") == 3)
  }

  /// Texts that are not TOML, with the line of the complaint.
  static let faults: [(String, Int)] = [
    ("[<cell>]\n", 1), ("x", 1), ("x =", 1), ("\n\nx = \n", 3), ("x = 1 2", 1), ("= 1", 1),
    ("x = 01", 1), ("x = 1.", 1), ("x = .5", 1), ("x = 1__0", 1), ("x = _1", 1), ("x = 0xG", 1),
    ("x = 1e400", 1), ("x = 9223372036854775808", 1), ("x = truefalse", 1), ("x = yes", 1),
    ("x = 1979-13-01", 1), ("x = 25:00:00", 1), ("x = \"a", 1), ("x = \"a\nb\"", 1),
    ("x = \"\\q\"", 1), ("x = \"\\ud800\"", 1), ("x = \"\\u0000\"", 1), ("x = '''a\n\n", 3),
    ("x = [1", 1), ("x = [1 2]", 1), ("x = [,]", 1), ("x = {a = 1,}", 1), ("x = {a = 1\n}", 1),
    ("x = {", 1), ("[a", 1), ("[a]]", 1), ("[[a]", 1), ("[]", 1), ("[a.]", 1), ("[a] x = 1", 1),
    ("a = 1\na = 2", 2), ("a = 1\na.b = 2", 2), ("a.b = 1\na = 2", 2), ("[a]\n[a]", 2),
    ("[a]\nb = 1\n[a.b]", 3), ("a = {}\n[a]", 2), ("a = {}\na.b = 1", 2), ("a = []\n[[a]]", 2),
    ("[[a]]\n[a]", 2), ("[a.b]\nx=1\n[a]\nb.y=1", 4), ("a.b.c = 1\n[a.b]", 2), ("x = 1\u{1}", 1),
    ("# \u{7}\n", 1), ("x = \"\u{1b}\"", 1), ("x = 1\ry = 2", 1), ("'''x''' = 1", 1),
    ("\"a\nb\" = 1", 1), ("x = 1\u{A0}", 1), ("é = 1", 1), ("x = +0x1", 1),
    ("x = \"\"\"\"\"\"\"\"\"", 1),
  ]

  @Test(arguments: faults)
  func `what is not TOML is refused with its line`(text: String, line: Int) {
    #expect(refusal(text)?.location == "line \(line)", "\(text)")
  }

  /// Keys and values inside one another without end.
  static let depths: [String] = {
    let parts = [String](repeating: "a", count: 100_000).joined(separator: ".")
    var texts = ["\(parts) = 1", "[\(parts)]", "x = {\(parts) = 1}"]
    for opening in ["[", "{a=", "[{a.b.c="] {
      texts.append("x = " + String(repeating: opening, count: 100_000))
    }
    return texts
  }()

  @Test(arguments: depths)
  func `depth is bounded, so no text ends the stack`(text: String) {
    #expect(refusal(text)?.location?.hasPrefix("line ") == true)
  }

  @Test func `a larger text than a configuration can be is refused`() {
    let limit = InputFile.configurationLimit
    #expect(refusal(String(repeating: "#", count: limit)) == nil)
    #expect(
      refusal(String(repeating: "#", count: limit + 1))?.accepted?.contains("\(limit)") == true)
  }

  @Test func `many damaged texts end in an error with a line, or in a document`() throws {
    let text = """
      schema = 1
      name = "a \\u00e9" # comment
      [cell]
      list = [1, 2.5e-3, [true, 'x'], {a = 1, b.c = -0x1F}]
      long = \"\"\"
      one \\
        two\"\"\"
      date = 1979-05-27T07:32:00Z
      [[cases]]
      rows = 4
      [cases.more]
      x.y = nan
      """
    var chance = SplitMix(state: 1)
    var refused = 0
    for _ in 0..<3000 {
      var bytes = Array(text.utf8)
      for _ in 0...chance.below(4) {
        let place = chance.below(bytes.count)
        switch chance.below(4) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: chance.below(128))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("[]{}=.,\"'\\#\n".utf8)[chance.below(12)], at: place)
        default: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
        }
      }
      let damaged = String(decoding: bytes, as: UTF8.self)
      guard let error = refusal(damaged) else { continue }
      refused += 1
      #expect(error.location?.hasPrefix("line ") == true, "\(damaged)")
    }
    // Damage to comments and texts leaves a document.
    #expect(refused > 1000 && refused < 3000, "\(refused)")
  }
}

/// A small generator, so that the texts are the same in every run.
private struct SplitMix {
  var state: UInt64

  mutating func below(_ count: Int) -> Int {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((mixed ^ (mixed >> 31)) % UInt64(count))
  }
}
