import Foundation
import Testing

/// `assay evaluate` and what it tells of chips, images and causes.
struct StatisticsCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    for name in ["glyphs.onnx", "glyphs.toml", "technology.toml"] {
      try place.copy("demo/\(name)", as: name)
    }
    let pixels = (0..<20 * 256).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 256 &* 11) }
    try place.write("images", ArrayBytes.idx([20, 16, 16], pixels))
    try place.write("labels", ArrayBytes.idx([20], (0..<20).map { UInt8($0 % 6) }))
  }

  private func evaluate(_ more: String..., solver: String = "ideal") -> [String] {
    [
      "evaluate", "--network", "glyphs.onnx", "--dataset", "idx:images,labels", "--solver", solver,
      "--quiet",
    ] + (solver == "digital" ? [] : ["--technology", "technology.toml"]) + more
  }

  @Test func `every image and every class is written on request`() throws {
    let outcome = try place.run(
      evaluate("--trials", "2", "--predictions", "p.csv", "--confusion", "c.csv"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = try String(contentsOf: place.file("p.csv"), encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines[0] == "image,label,digital,instance_0,instance_1")
    #expect(lines[8].hasPrefix("7,1,"))
    let confusion = try String(contentsOf: place.file("c.csv"), encoding: .utf8).split(
      separator: "\n"
    ).dropFirst()
      .map { $0.split(separator: ",").compactMap { Int($0) } }
    #expect(confusion.reduce(0) { $0 + $1[2] } == 20)
    #expect(confusion.reduce(0) { $0 + $1[3] + $1[4] } == 40)
  }

  @Test func `causes and remedies are told, with the whole result`() throws {
    let outcome = try place.run(evaluate("--attribute", "--output", "r.json", solver: "fcm"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    for text in ["integers of weights and inputs", "wires, ends", "--correction moments"] {
      #expect(String(decoding: outcome.output, as: UTF8.self).contains(text))
    }
    let report = try place.run(["report", "r.json", "--output", "p.html", "--quiet"])
    #expect(report.status == 0, "\(report.errors)")
  }

  @Test(arguments: [
    (["--half-width", "0.5"], "half-width"),
    (["--half-width", "-1", "--trials", "9"], "half-width"),
    (["--half-width", "nan", "--trials", "9"], "half-width"),
    (["--wanted-top1", "101"], "wanted-top1"),
    (["--correction", "gain"], "bias"),
    (["--predictions", "x.csv", "--confusion", "x.csv"], "same file"),
    (["--attribute", "--half-width", "1", "--trials", "9"], "attribute"),
  ])
  func `options that say nothing are refused`(options: [String], word: String) throws {
    try place.expectRefusal(evaluate() + options, status: 64, naming: [word])
  }

  @Test(arguments: ["--attribute", "--half-width=1", "--wanted-top1=50", "--correction=bias"])
  func `the digital solver has no chips`(option: String) throws {
    try place.expectRefusal(
      evaluate(option, solver: "digital"), status: 64, naming: ["digital"])
  }

  @Test func `predictions do not take the place of an input`() throws {
    try place.expectRefusal(
      evaluate("--predictions", "labels"), status: 64, naming: ["labels"])
  }
}
