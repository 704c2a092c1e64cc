import Configuration
import Testing

@Suite struct ConfigurationTableTests {
  private func table(_ text: String) throws -> ConfigurationTable {
    try ConfigurationDocument(text: text, source: "file.toml").root
  }

  private func refusal(_ work: () throws -> Void) -> InputError? {
    do {
      try work()
      return nil
    } catch {
      return error as? InputError
    }
  }

  @Test func `refuses a key that nobody asked for and names its line`() throws {
    let root = try table("known = 1\n\n[inner]\nother = 2\n")
    _ = try root.number("known")
    _ = try root.table("inner")
    let error = refusal { try root.finish() }
    #expect(
      error?.description == "file.toml: line 4, key inner.other: the key is unknown; accepted: ")
  }

  @Test(arguments: ["x = nan", "x = inf", "x = \"1\"", "x = -1", "x = true", "x = [1]", ""])
  func `refuses what is no number in the range`(text: String) throws {
    let root = try table(text)
    let error = refusal { _ = try root.number("x", in: 0...10) }
    #expect(error?.location != nil, "\(text)")
  }

  @Test func `finds the line of a key in the right table of an array`() throws {
    let root = try table("[[case]]\nrows = 3\n\n[[case]]\nrows = -1\n")
    let tables = try root.tables("case")
    #expect(try tables[0].integer("rows", in: 1...9) == 3)
    let error = refusal { _ = try tables[1].integer("rows", in: 1...9) }
    #expect(error?.location == "line 5, key case[1].rows")
  }

  @Test func `a missing key is placed in its table, with the keys that are there`() throws {
    let root = try table("[inner]\nvolts = 2\n\n[[case]]\nrows = 3\n\n[[case]]\ncolumns = 4\n")
    let inner = try root.table("inner")
    let error = refusal { _ = try inner.number("volt") }
    #expect(
      error?.description
        == "file.toml: line 1, key inner.volt: the key is missing beside volts; accepted: a number")
    let tables = try root.tables("case")
    #expect(
      refusal { _ = try tables[1].integer("rows", in: 1...9) }?.location
        == "line 7, key case[1].rows")
  }

  @Test func `a NUL byte does not end a text unnoticed`() throws {
    let error = refusal { _ = try table("known = 1\n\0other = 2\n") }
    #expect(error?.description == "file.toml: line 2: a NUL byte; accepted: TOML text")
  }

  @Test(arguments: ["a = ", "a = 1\na = 2", "[a", "= 3", "a = 1 b = 2"])
  func `refuses text that is not TOML and names the line`(text: String) {
    let error = refusal { _ = try ConfigurationDocument(text: text, source: "file.toml") }
    #expect(error?.location?.hasPrefix("line") == true)
  }

  @Test func `accepts only the words of a choice`() throws {
    let root = try table("word = \"blue\"")
    let error = refusal { _ = try root.choice("word", of: ["red", "green"]) }
    #expect(error?.accepted == "\"red\" | \"green\"")
  }
}
