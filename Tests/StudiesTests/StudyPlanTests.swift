import Configuration
import Foundation
import Records
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
    ("solver = \"ideal\"", "solver = \"ideal\"\naudit = 4", ["audit", "fcm"]),
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

  @Test func `a factor multiplies what the mapping has by default`() throws {
    let files = try StudyFiles()
    try files.edit("values = [8, 16]", "values = [0.25, 2]\ntimes = \"tile.rows\"")
    let run = StudyRun(
      try files.plan(), output: files.folder.file("a"), resumes: false, threads: 1)
    let table = try #require(try run.run().table)
    #expect(table.rows[0].result?.mapping?.tile.rows == 16)
    #expect(table.rows[4].result?.mapping?.tile.rows == 128)
    try files.edit("times = \"tile.rows\"", "times = \"adc.range\"")
    #expect {
      try files.plan()
    } throws: {
      "\($0)".contains("adc.range") && "\($0)".contains("no number")
    }
    try files.edit("[0.25, 2]\ntimes = \"adc.range\"", "[0.3, 2]\ntimes = \"tile.rows\"")
    #expect {
      try files.plan()
    } throws: {
      "\($0)".contains("tile.rows") && "\($0)".contains("19.2")
    }
  }

  @Test func `a part of a study has the evaluations with its labels`() throws {
    let plan = try StudyFiles().plan()
    func kept(_ parts: String...) throws -> [[String]] {
      let part = try plan.keeping(parts.map { try #require(StudyPlan.Part($0)) })
      #expect(part.points.map(\.index) == Array(part.points.indices))
      return part.points.map(\.labels)
    }
    #expect(try kept() == plan.points.map(\.labels))
    let found = try kept("technology=long", "off over on=2.5", "model=fcm", "model=ideal")
    #expect(
      found == [
        ["net", "long", "8", "2.5", "ideal"], ["net", "long", "8", "2.5", "fcm"],
        ["net", "long", "16", "2.5", "ideal"], ["net", "long", "16", "2.5", "fcm"],
      ])
    for (text, word) in [("row=8", "rows"), ("rows=9", "16")] {
      #expect {
        try kept(text)
      } throws: {
        "\($0)".contains(text) && "\($0)".contains(word)
      }
    }
    #expect(StudyPlan.Part("rows") == nil && StudyPlan.Part("=8") == nil)
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
