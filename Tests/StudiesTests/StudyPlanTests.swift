import Configuration
import Foundation
import Studies
import TestSupport
import Testing

struct StudyPlanTests {
  @Test func `every network meets every technology, choice and model, in order`() throws {
    let plan = try StudyFiles().plan()
    #expect(plan.columns == ["network", "technology", "rows", "off over on", "model"])
    #expect(plan.points.count == 16)
    #expect(plan.points[0].labels == ["net", "plain", "8", "10", "ideal"])
    #expect(plan.points[1].labels == ["net", "plain", "8", "10", "fcm"])
    #expect(plan.points[2].labels == ["net", "plain", "8", "2.5", "ideal"])
    #expect(plan.points[4].labels == ["net", "plain", "16", "10", "ideal"])
    #expect(plan.points[8].labels == ["net", "long", "8", "10", "ideal"])
    #expect(plan.points.map(\.index) == Array(0..<16))
  }

  @Test(arguments: [
    ("schema = 1", "schema = 2", ["line 1", "schema"]),
    ("name = \"small\"", "name = \"Small One\"", ["key name", "small letters"]),
    ("limit = 12", "limit = 0", ["line 3", "limit"]),
    ("limit = 12", "limits = 12", ["limits", "unknown"]),
    ("[\"plain.toml\", \"long.toml\"]", "[]", ["technologies", "at least one"]),
    ("[\"plain.toml\", \"long.toml\"]", "[\"plain.toml\", \"plain.toml\"]", ["\"plain\"", "two"]),
    ("name = \"ideal\"", "name = \"fcm\"", ["model", "two"]),
    ("name = \"rows\"", "name = \"network\"", ["axis", "two"]),
    ("values = [8, 16]", "values = []", ["axis[0].values"]),
    ("values = [8, 16]", "values = [8, 8]", ["axis[0].values", "twice"]),
    ("values = [8, 16]", "values = [[8]]", ["axis[0].values"]),
    ("values = [8, 16]", "values = [0, 8]", ["tile.rows", "study.toml"]),
    ("mapping = [\"tile.rows\"]", "mapping = [\"tile.row\"]", ["tile.row", "unknown"]),
    ("mapping = [\"tile.rows\"]", "mapping = [\"tile\"]", ["tile", "table"]),
    ("mapping = [\"tile.rows\"]", "mapping = [\"tile.\"]", ["axis[0]", "empty"]),
    ("mapping = [\"tile.rows\"]", "", ["axis[0]", "no key"]),
    ("times = \"cell.on_resistance_ohm\"", "times = \"cell.device\"", ["times", "no number"]),
    ("values = [10, 2.5]", "values = [10, \"two\"]", ["axis[1].values", "number"]),
    ("solver = \"ideal\"", "solver = \"spice\"", ["solver", "ideal"]),
    ("solver = \"ideal\"", "solver = \"ideal\"\nkind = \"linear\"", ["kind", "fcm"]),
    ("name = \"net\"", "name = \"a|b\"", ["name"]),
    ("values = [10, 2.5]", "values = [10, 0.5]", ["off_resistance_ohm", "study.toml"]),
  ])
  func `a study is refused by key`(old: String, new: String, words: [String]) throws {
    let files = try StudyFiles()
    try files.edit(old, new)
    do {
      _ = try files.plan()
      Issue.record("accepted: \(new)")
    } catch let error as any CategorizedError {
      for word in words { #expect("\(error)".contains(word), "\(error)") }
    }
  }

  @Test func `a variable of the environment that is not set is named`() throws {
    let files = try StudyFiles()
    try files.edit("\"long.toml\"", "\"$NO_SUCH_FOLDER/long.toml\"")
    #expect {
      try files.plan()
    } throws: {
      "\($0)".contains("$NO_SUCH_FOLDER")
    }
  }

  @Test func `several keys make one choice`() throws {
    let files = try StudyFiles()
    try files.edit(
      "mapping = [\"tile.rows\"]\nvalues = [8, 16]",
      """
      [[axis.choice]]
      name = "short"
      [axis.choice.mapping.tile]
      rows = 8
      [axis.choice.technology.wires]
      row_segment_resistance_ohm = 1
      [[axis.choice]]
      name = "as it is"
      """)
    let plan = try files.plan()
    #expect(plan.points.count == 16)
    #expect(plan.points[4].labels[2] == "as it is")
  }
}
