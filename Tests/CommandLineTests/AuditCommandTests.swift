import Foundation
import Testing

/// `assay audit`, as a user runs it.
struct AuditCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.addGlyphs()
  }

  private func audit(_ more: String...) -> [String] {
    [
      "audit", "--network", "glyphs.onnx", "--dataset", "idx:images,labels", "--technology",
      "technology.toml", "--quiet",
    ] + more
  }

  @Test func `reads, loads, SPICE and the model's part stand in table, file and report`() throws {
    let outcome = try place.run(
      audit("--reads", "5", "--spice", "2", "--tolerance", "1e-2", "--output", "result.json"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    for words in [
      "reads a layer by the nodal solver, by the layers' parts of the error", "of full drive",
      "load ", "SPICE: 2 reads of", "of which the model: top-1 ± ",
    ] {
      #expect(outcome.text.contains(words), "\(words)")
    }
    let result =
      try JSONSerialization.jsonObject(with: Data(contentsOf: place.file("result.json")))
      as? [String: Any]
    let found = try #require(result?["audit"] as? [String: Any])
    let spice = try #require(found["spice"] as? [String: Any])
    #expect(spice["reads"] as? Int == 2)
    // The bound of linear circuits is 1e-9, that of others 1e-7.
    #expect(try #require(spice["nodal_difference"] as? Double) < 1e-7)
    let error = try #require(result?["model_error"] as? [String: Any])
    #expect(error["injections"] as? Int == 8 && error["images"] as? Int == 6)
    let report = try place.run(["report", "result.json", "--output", "report.html"])
    #expect(report.status == 0, "\(report.errors)")
    let page = try String(contentsOf: place.file("report.html"), encoding: .utf8)
    for words in ["of which the model", "by kind of load", "SPICE: 2 reads of"] {
      #expect(page.contains(words), "\(words)")
    }
  }

  @Test func `an audit whose reads SPICE does not solve is kept, and the status says so`() throws {
    for (worker, status, code) in [("/bin/false", 69, "workerUnavailable")] {
      let outcome = try place.run(
        audit("--reads", "3", "--spice", "2", "--output", "result.json"),
        environment: ["ASSAY_SPICE_WORKER": worker])
      #expect(outcome.status == Int32(status), "\(outcome.errors)")
      #expect(outcome.errors.contains("not solved by SPICE: ") && outcome.errors.contains(code))
      #expect(outcome.text.contains("SPICE: no read was solved"))
      let result =
        try JSONSerialization.jsonObject(with: Data(contentsOf: place.file("result.json")))
        as? [String: Any]
      let found = try #require(result?["audit"] as? [String: Any])
      let spice = try #require(found["spice"] as? [String: Any])
      let unsolved = try #require(spice["unsolved"] as? [[String: Any]])
      #expect(spice["reads"] as? Int == 0 && unsolved.count == 2)
      #expect(unsolved.allSatisfy { $0["code"] as? String == code })
    }
    let report = try place.run(["report", "result.json", "--output", "report.html"])
    #expect(report.status == 0, "\(report.errors)")
    let page = try String(contentsOf: place.file("report.html"), encoding: .utf8)
    #expect(page.contains("not solved by SPICE: ") && page.contains("workerUnavailable"))
  }

  @Test func `the same seed gives the same bytes for any number of threads`() throws {
    for (threads, file) in [("1", "one.json"), ("3", "three.json")] {
      let outcome = try place.run(
        audit("--reads", "4", "--model-kind", "secant", "--threads", threads, "--output", file))
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let files = try place.contents()
    #expect(files["one.json"] == files["three.json"])
  }

  @Test func `what makes no sense is refused`() throws {
    for (arguments, words) in [
      (audit("--reads", "0"), "--reads"), (audit("--spice", "-1"), "--spice"),
      (audit("--fallback", "none"), "--fallback"), (audit("--threads", "0"), "--threads"),
      (audit("--kirchhoff-relative", "1e-8"), "--kirchhoff-relative"),
    ] {
      try place.expectRefusal(arguments, status: 64, naming: [words])
    }
    try place.expectRefusal(
      audit("--ranges", "none.json", "--output", "kept.json"), status: 69, naming: ["none.json"])
    try place.expectRefusal(
      audit("--output", "glyphs.onnx"), status: 64, naming: ["glyphs.onnx"])
    try place.expectRefusal(
      [
        "audit", "--network", "glyphs.onnx", "--dataset", "idx:images,labels", "--output",
        "kept.json",
      ], status: 64, naming: ["--technology"])
  }
}
