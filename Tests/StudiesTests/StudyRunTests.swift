import ArrayStorage
import Campaigns
import Configuration
import Foundation
import Records
import Studies
import TestSupport
import Testing

struct StudyRunTests {
  @discardableResult
  private func run(
    _ files: StudyFiles, _ output: String, shard: String? = nil, resumes: Bool = false
  ) throws -> StudyReport {
    try StudyRun(
      files.plan(), output: files.folder.file(output), shard: shard.flatMap { Shard($0) } ?? .whole,
      resumes: resumes, threads: 1
    ).run()
  }

  @Test func `axes change what is evaluated`() throws {
    let files = try StudyFiles()
    let table = try #require(try run(files, "a").table)
    #expect(table.rows.count == 16)
    let results = try table.rows.map { try #require($0.result) }
    #expect(results.allSatisfy { $0.images == 12 })
    // 20 × 14 and 14 × 6 weights on pairs of arrays of 8 or 16 rows.
    #expect(results[0].layers.map(\.arrays) == [6, 4])
    #expect(results[4].layers.map(\.arrays) == [4, 2])
    for (result, ratio) in [(results[0], 10.0), (results[2], 2.5)] {
      #expect(result.technology?.values.values["off_resistance_ohm"] == 10e3 * ratio)
    }
    // Longer columns take more; ideal arrays have none.
    func error(_ index: Int) -> Double { results[index].layers[0].relativeError ?? 0 }
    #expect(error(9) > 1.05 * error(1), "\(error(9)), \(error(1))")
    #expect(error(8) == error(0))
    let text = table.commaSeparated
    #expect(text.split(separator: "\n").count == 17)
    #expect(text.hasPrefix("network,technology,rows,off over on,model,images,instances,"))
    #expect(table.markdown.contains("| net | plain | 8 | 10 | ideal | 12 | "))
  }

  @Test func `stopped, damaged, sharded and grown sweeps end in the same bytes`() throws {
    let files = try StudyFiles()
    try run(files, "whole")
    let whole = try files.contents(of: "whole")
    #expect(whole.count == 19)
    for shard in ["2/3", "1/3", "3/3"] {
      let report = try run(files, "parts", shard: shard, resumes: true)
      #expect(report.table == nil && report.reused == 0)
    }
    let joined = try run(files, "parts", resumes: true)
    #expect(joined.reused == 16 && joined.measured == 0)
    #expect(try files.contents(of: "parts") == whole)
    // A result that was cut off, one that is gone and one of another version are computed again.
    let names = whole.keys.filter { $0.hasPrefix("results/") }.sorted()
    try Data(whole[names[3]]?.prefix(100) ?? Data()).write(
      to: files.folder.file("parts/\(names[3])"))
    try FileManager.default.removeItem(at: files.folder.file("parts/\(names[7])"))
    let mended = try run(files, "parts", resumes: true)
    #expect(mended.measured == 2 && mended.reused == 14)
    #expect(try files.contents(of: "parts") == whole)
    #expect(throws: UsageError.self) { try run(files, "parts") }
    // More places on an axis keep what is there.
    try files.edit("values = [8, 16]", "values = [8, 12, 16]")
    let grown = try run(files, "parts", resumes: true)
    #expect(grown.measured == 8 && grown.reused == 16)
    // Another image is another result.
    try files.edit("limit = 12", "limit = 13")
    #expect(try run(files, "parts", resumes: true).reused == 0)
  }

  @Test func `a finished folder gives its table back, a damaged one its name`() throws {
    let files = try StudyFiles()
    let table = try #require(try run(files, "a").table)
    let folder = files.folder.file("a")
    #expect(StudyTable.isFinished(folder))
    let read = try StudyTable(contentsOf: folder)
    #expect(read.commaSeparated == table.commaSeparated && read.name == "small")
    let results = try files.contents(of: "a").keys.filter { $0.hasPrefix("results/") }.sorted()
    try FileManager.default.removeItem(at: folder.appendingPathComponent(results[5]))
    #expect {
      try StudyTable(contentsOf: folder)
    } throws: {
      "\($0)".contains(results[5].dropFirst(8).prefix(24)) && "\($0)".contains("--resume")
    }
    try run(files, "b", shard: "1/2")
    #expect(!StudyTable.isFinished(files.folder.file("b")))
  }

  @Test func `the results of a part are those of the whole`() throws {
    let files = try StudyFiles()
    let part = try files.plan().keeping([
      try #require(StudyPlan.Part("technology=long")), try #require(StudyPlan.Part("rows=16")),
    ])
    let output = files.folder.file("a")
    let table = try #require(
      try StudyRun(part, output: output, resumes: false, threads: 1).run().table)
    #expect(table.rows.count == 4)
    let whole = try run(files, "a", resumes: true)
    #expect(whole.reused == 4 && whole.measured == 12)
  }

  @Test func `a model is audited where the study asks for it`() throws {
    let files = try StudyFiles()
    try files.edit("name = \"fcm\"", "name = \"fcm\"\naudit = 3")
    let part = try files.plan().keeping([
      try #require(StudyPlan.Part("technology=long")), try #require(StudyPlan.Part("rows=16")),
    ])
    let table = try #require(
      try StudyRun(part, output: files.folder.file("a"), resumes: false, threads: 1).run().table)
    let audited = table.rows.compactMap(\.result).map { $0.audit != nil }
    #expect(audited == [false, true, false, true])
    let column = try #require(table.headings.firstIndex(of: "of the intervals the model"))
    let cells = table.rows.map { table.cells(of: $0)[column] }
    #expect(cells[0] == "nothing")
    let error = try #require(table.rows[1].result?.modelError)
    #expect(cells[1] == error.parts && error.parts.hasPrefix("top-1 ± "))
    #expect(table.notes(of: table.rows).allSatisfy { !$0.contains("no audit") })
    let parts = table.rows.compactMap { $0.result?.modelError?.top1?.halfWidth }
    let most = String(format: "%.2g", 100 * (try #require(parts.max())))
    let text = most == "0" ? "nothing" : "± \(most) points at most"
    #expect(
      table.intervals(of: table.rows)
        == "95 % intervals, which include what audits found of the model's errors, \(text).")
    let ideal = table.rows.filter { $0.labels.last == "ideal" }
    #expect(ideal.count == 2 && table.intervals(of: ideal) == "95 % intervals.")
  }

  @Test func `of bent cells without an audit the table says what intervals leave out`() throws {
    let files = try StudyFiles()
    let bent = StudyFiles.technology.replacingOccurrences(
      of: "device = \"ohmic\"\n", with: "device = \"sinh\"\nsinh_voltage_volt = 0.25\n")
    try files.write("long.toml", bent)
    let part = try files.plan().keeping([
      try #require(StudyPlan.Part("rows=16")), try #require(StudyPlan.Part("off over on=10")),
    ])
    let table = try #require(
      try StudyRun(part, output: files.folder.file("a"), resumes: false, threads: 1).run().table)
    #expect(!table.headings.contains("of the intervals the model"))
    let note = "intervals are of images alone, not of the model's error"
    // Of two technologies by two models one has bent cells and an inexact model.
    let expected =
      "bent cells, and no audit was asked for: \(note); key audit of [[model]] asks for one"
    #expect(table.markdown.contains("- \(expected) (1 of 4 evaluations)\n"))
    #expect(
      table.intervals(of: table.rows)
        == "95 % intervals, which say nothing of the model's errors on bent cells, for which no audit was "
        + "asked.")
  }

  @Test func `every column of the comma-separated table is documented, in its order`() throws {
    let page = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/studies.md"), encoding: .utf8)
    let section = try #require(
      page.components(separatedBy: "\n## ").first { $0.hasPrefix("Columns of study.csv\n") })
    // A row of the table may name several columns.
    let documented = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
      row.split(separator: "|")[0].matches(of: /`([a-z0-9_]+)`/).map { String($0.1) }
    }
    #expect(documented == StudyTable.quantityNames)
  }

  @Test func `another number of images takes the place of the study's`() throws {
    let files = try StudyFiles()
    let plan = try StudyPlan(
      contentsOf: files.folder.file("study.toml"), program: "the test", limit: 7)
    let table = try #require(
      try StudyRun(plan, output: files.folder.file("a"), resumes: false, threads: 1).run().table)
    #expect(table.rows.allSatisfy { $0.result?.images == 7 })
  }

  @Test func `what cannot be evaluated is a line with its reason`() throws {
    let files = try StudyFiles()
    try files.edit(
      "mapping = [\"tile.rows\"]\nvalues = [8, 16]",
      "mapping = [\"adc.source\"]\nvalues = [\"ideal\", \"technology\"]")
    let first = try run(files, "a")
    #expect(first.refused == 8)
    let table = try #require(first.table)
    let lines = table.commaSeparated.split(separator: "\n")
    #expect(lines[0].hasSuffix(",member,refused"))
    #expect(lines.count { $0.contains("has no converters") } == 8)
    #expect(table.markdown.contains("refused: "))
    let again = try run(files, "a", resumes: true)
    #expect(again.reused == 16 && again.refused == 8)
  }

  @Test func `networks whose outputs are numbers have errors, beside those that find classes`()
    throws
  {
    let files = try StudyFiles()
    try NPYFile.write(
      shape: [40, 6], (0..<240).map { sin(Double($0)) }, to: files.folder.file("numbers.npy"))
    try files.edit(
      "[[axis]]\nname = \"rows\"",
      """
      [[network]]
      name = "numbers"
      file = "net.onnx"
      dataset = "npy:x.npy,numbers.npy"
      task = "regression"
      [[axis]]
      name = "rows"
      """)
    let table = try #require(try run(files, "a").table)
    #expect(table.rows.count == 32)
    let errors = try #require(table.rows[16].result?.regression?.summary)
    let cells = table.cells(of: table.rows[16])
    #expect(cells.count == table.headings.count && cells.contains(""))
    #expect(cells.contains(String(format: "%.4g", errors.accuracy.rmse.value)))
    #expect(table.cells(of: table.rows[0]).count == table.headings.count)
    let lines = table.commaSeparated.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines[0].firstIndex(of: "rmse_change"))
    #expect(lines[1][column].isEmpty)
    #expect(
      Double(lines[17][column]).map { ($0 - errors.rmseChange.value).magnitude < 1e-8 } == true)
    try files.edit("task = \"regression\"", "task = \"classes\"")
    #expect(throws: InputError.self) { try run(files, "b") }
  }

  @Test func `a missing network is no line of the table`() throws {
    let files = try StudyFiles()
    try FileManager.default.removeItem(at: files.folder.file("net.onnx"))
    #expect(throws: UnavailableError.self) { try run(files, "a") }
    #expect(!FileManager.default.fileExists(atPath: files.folder.file("a/study.csv").path))
  }
}
