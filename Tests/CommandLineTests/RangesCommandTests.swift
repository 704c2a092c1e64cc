import Foundation
import Testing

/// `assay evaluate --ranges`, `--write-ranges` and `--audit`, as a user runs them.
struct RangesCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.addGlyphs()
  }

  private func evaluate(_ more: String..., solver: String = "ideal") -> [String] {
    [
      "evaluate", "--network", "glyphs.onnx", "--dataset", "idx:images,labels", "--technology",
      "technology.toml", "--solver", solver, "--quiet",
    ] + more
  }

  @Test func `ranges of other arrays are fitted to these`() throws {
    let counted =
      "[tile]\nrows = 32\n[weights]\nbits = 4\nbits_per_cell = 4\n"
      + "[inputs]\nbits = 4\nbits_per_stream = 4\n"
      + "[partial_sums]\nconverter = \"stochastic\"\nsamples = 16\nsensitivity = 4.0\n"
    try place.write("counted.toml", counted)
    let first = try place.run(
      evaluate("--mapping", "counted.toml", "--write-ranges", "R.json"))
    #expect(first.status == 0, "\(first.errors)")
    func fit(_ source: String) -> [String] {
      evaluate(
        "--mapping", "counted.toml", "--ranges", "R.json", "--fit-ranges", source,
        "--write-ranges", "F.json", solver: "fcm")
    }
    for source in ["ideal", "technology.toml"] {
      let fitted = try place.run(fit(source))
      #expect(fitted.status == 0, "\(fitted.errors)")
      #expect(fitted.text.contains("full scales and gains of R.json fitted from \(source)"))
    }
    try place.expectRefusal(fit("none.toml"), status: 69, naming: ["none.toml"])
    try place.expectRefusal(fit("R.json"), status: 65, naming: ["R.json"])
    try place.expectRefusal(
      evaluate("--fit-ranges", "ideal"), status: 64, naming: ["--fit-ranges", "--ranges"])
    let plain = try place.run(evaluate("--write-ranges", "codes.json"))
    #expect(plain.status == 0, "\(plain.errors)")
    try place.expectRefusal(
      evaluate("--ranges", "codes.json", "--fit-ranges", "ideal"), status: 65,
      naming: ["partial_sums"])
  }

  @Test func `ranges that are written are taken, and refused where they do not fit`() throws {
    let first = try place.run(evaluate("--write-ranges", "R.json", "--logits", "first.npy"))
    #expect(first.status == 0, "\(first.errors)")
    let second = try place.run(
      evaluate("--ranges", "R.json", "--write-ranges", "again.json", "--logits", "second.npy"))
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.text.contains("ranges of R.json"))
    let files = try place.contents()
    #expect(files["first.npy"] == files["second.npy"])
    #expect(files["R.json"] == files["again.json"])

    let text = try String(contentsOf: place.file("R.json"), encoding: .utf8)
    func refuse(_ old: String, _ new: String, _ words: String...) throws {
      try #require(text.contains(old))
      try place.write("bad.json", text.replacing(old, with: new))
      try place.expectRefusal(
        evaluate("--ranges", "bad.json", "--output", "kept.npy"), status: 65,
        naming: ["bad.json"] + words)
    }
    try refuse("\"step_ampere\"", "\"step_amps\"", "step_amp")
    try refuse("\"highest\" : 255", "\"highest\" : 254", "highest")
    try refuse("\"sha256\" : \"", "\"sha256\" : \"0", "sha256")
    let name = try #require(text.firstMatch(of: /"name" : "([^"]+)"/)?.output.1)
    try refuse("\"\(name)\"", "\"conv99\"", "conv99")
    try place.write("mapping.toml", "[adc]\nbits = 6\n")
    try place.expectRefusal(
      evaluate("--ranges", "R.json", "--mapping", "mapping.toml", "--output", "kept.npy"),
      status: 65, naming: ["R.json", "highest", "6 bits"])
    for (mapping, words) in [
      ("[weights]\nencoding = \"offset\"\n", ["weights.encoding = differential", "offset"]),
      ("[inputs]\nbits_per_stream = 4\n", ["inputs.bits_per_stream = 8", "4"]),
      ("[tile]\nrows = 32\n", ["tile.rows = 64", "32"]),
      ("[weights]\nscale = \"layer\"\n", ["weights.scale = column", "layer"]),
      ("[weights]\nbits_per_cell = 4\n", ["weights.bits_per_cell = 8", "4"]),
      ("[adc]\nreads = \"column\"\n", ["adc.reads = difference", "column"]),
    ] {
      try place.write("mapping.toml", mapping)
      try place.expectRefusal(
        evaluate("--ranges", "R.json", "--mapping", "mapping.toml", "--output", "kept.npy"),
        status: 65, naming: ["R.json", "mapping.toml", "key mapping"] + words)
    }
    try place.expectRefusal(evaluate("--ranges", "none.json"), status: 69, naming: ["none.json"])
    try place.expectRefusal(
      evaluate("--ranges", "R.json", "--write-ranges", "R.json"), status: 64, naming: ["R.json"])
    try place.expectRefusal(
      evaluate("--output", "R.json", "--write-ranges", "R.json"), status: 64,
      naming: ["--write-ranges"])
    try place.expectRefusal(
      evaluate("--ranges", "R.json", solver: "digital"), status: 64, naming: ["--ranges"])
  }

  @Test func `an audit stands in table and file, and is for fcm alone`() throws {
    let outcome = try place.run(
      evaluate("--audit", "5", "--tolerance", "1e-2", "--output", "result.json", solver: "fcm"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.text.contains("audit: currents of 5 reads a layer by the nodal solver"))
    #expect(outcome.text.contains("no layer is beyond 1.5 times the tolerance of 1 %"))
    let result = try JSONSerialization.jsonObject(
      with: Data(contentsOf: place.file("result.json")))
    let audit = try #require((result as? [String: Any])?["audit"] as? [String: Any])
    let layers = try #require(audit["layers"] as? [[String: Any]])
    #expect(layers.allSatisfy { $0["reads"] as? Int == 5 && $0["is_beyond"] as? Bool == false })
    let report = try place.run(["report", "result.json", "--output", "report.html"])
    #expect(report.status == 0, "\(report.errors)")
    let page = try String(contentsOf: place.file("report.html"), encoding: .utf8)
    #expect(page.contains("no layer is beyond 1.5 times the tolerance"))
    for (solver, reads) in [("nodal", "5"), ("ideal", "5"), ("fcm", "0")] {
      try place.expectRefusal(
        evaluate("--audit", reads, solver: solver), status: 64, naming: ["--audit"])
    }
  }
}
