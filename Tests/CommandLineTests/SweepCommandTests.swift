import Foundation
import TestSupport
import Testing

/// `assay sweep` on the project's own small network.
struct SweepCommandTests {
  let place: Workplace

  private static let demo = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../demo").standardizedFileURL.path

  private static let study = """
    schema = 1
    name = "tiny"
    limit = 6
    technologies = ["$DEMO/technology.toml"]

    [[network]]
    name = "glyphs"
    file = "$DEMO/glyphs.onnx"
    dataset = "idx:$DEMO/test-images-idx3-ubyte.gz,$DEMO/test-labels-idx1-ubyte.gz"

    [[axis]]
    name = "rows"
    mapping = ["tile.rows"]
    values = [16, 32, 64]

    [[model]]
    name = "ideal"
    solver = "ideal"

    """

  init() throws {
    place = try Workplace()
    try place.write("study.toml", Self.study.replacing("$DEMO", with: Self.demo))
  }

  private func sweep(_ output: String, _ more: String...) -> [String] {
    ["sweep", "study.toml", "--output", output, "--threads", "1"] + more
  }

  @Test func `a study gives a table, a page and results that a report takes`() throws {
    let plan = try place.run(["sweep", "plan", "study.toml"])
    #expect(plan.status == 0 && plan.text.contains("3 evaluations"), "\(plan.errors)")
    let made = try place.run(sweep("whole"))
    try #require(made.status == 0, "\(made.errors)")
    let page = try String(contentsOf: place.file("whole/study.html"), encoding: .utf8)
    #expect(page.contains("<svg") && page.contains("glyphs"))
    let results = try FileManager.default.contentsOfDirectory(
      atPath: place.file("whole/results").path)
    #expect(results.count == 3)
    let report = try place.run(
      ["report"] + results.map { "whole/results/\($0)" } + ["--output", "page.html"])
    #expect(report.status == 0, "\(report.errors)")
    let ofFolder = try place.run(["report", "whole", "--output", "folder.html"])
    #expect(ofFolder.status == 0, "\(ofFolder.errors)")
    let shown = try String(contentsOf: place.file("folder.html"), encoding: .utf8)
    #expect(shown.contains("<svg") && shown.contains("3 evaluations"))
    let figure = try String(
      contentsOf: place.file("whole/figures/glyphs-ideal.svg"), encoding: .utf8)
    #expect(figure.hasPrefix("<svg") && figure.contains("http://www.w3.org/2000/svg"))
    let caption = "Change of top-1 of glyphs against the digital network, ideal. 95 % intervals."
    #expect(figure.contains("<title>\(caption)</title>") && figure.contains(">glyphs, ideal<"))
    let again = try place.run(sweep("whole"))
    #expect(again.status == 64 && again.errors.contains("--resume"), "\(again.errors)")
  }

  @Test func `the tasks of a job array and the last job give the bytes of one run`() throws {
    let whole = try place.run(
      sweep("whole", "--limit", "5", "--only", "rows=16", "--only", "rows=64"))
    try #require(whole.status == 0, "\(whole.errors)")
    let slurm = try place.run(
      ["sweep", "slurm", "study.toml", "--output", "array", "--tasks", "2", "--threads", "1"]
        + ["--limit", "5", "--only", "rows=16", "--only", "rows=64"])
    #expect(slurm.status == 0, "\(slurm.errors)")
    for task in ["1", "2"] {
      let done = try Program.shell(
        "cd array && SLURM_SUBMIT_DIR=$PWD SLURM_ARRAY_TASK_ID=$2 SLURM_ARRAY_JOB_ID=7 bash array.sbatch",
        [task], in: place.folder)
      #expect(done.status == 0, "\(done.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: place.file("array/study/study.csv").path))
    let joined = try Program.shell(
      "cd array && SLURM_SUBMIT_DIR=$PWD bash merge.sbatch", [], in: place.folder)
    #expect(joined.status == 0, "\(joined.errors)")
    for name in ["study.csv", "study.md", "study.html", "study.json", "figures/glyphs-ideal.svg"] {
      let bytes = try Data(contentsOf: place.file("whole/\(name)"))
      #expect(try Data(contentsOf: place.file("array/study/\(name)")) == bytes, "\(name)")
    }
  }

  @Test func `an evaluation that cannot be is told, and ends with status 1`() throws {
    try place.edit("study.toml", "values = [16, 32, 64]", "values = [\"ideal\", \"technology\"]")
    try place.edit("study.toml", "\"tile.rows\"", "\"adc.source\"")
    let made = try place.run(sweep("some"))
    #expect(made.status == 1 && made.errors.contains("has no converters"), "\(made.errors)")
    let table = try String(contentsOf: place.file("some/study.csv"), encoding: .utf8)
    #expect(table.split(separator: "\n").count == 3)
  }

  @Test(arguments: [
    (["--shard", "3/2"], 64, "shard"), (["--threads", "0"], 64, "threads"),
    (["--limit", "0"], 64, "limit"),
    (["--only", "rows"], 64, "COLUMN=LABEL"), (["--only", "rows=17"], 64, "16, 32, 64"),
    (["--limit", "-1"], 64, "--limit is -1"),
  ])
  func `wrong options are refused`(more: [String], status: Int32, word: String) throws {
    let made = try place.run(["sweep", "study.toml", "--output", "whole"] + more)
    #expect(made.status == status && made.errors.contains(word), "\(made.errors)")
    #expect(!FileManager.default.fileExists(atPath: place.file("whole").path))
  }
}
