import Foundation
import Testing

/// `assay evaluate` of a network whose outputs are numbers.
struct RegressionCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    for name in ["glyphs.onnx", "glyphs.toml", "technology.toml"] {
      try place.copy("demo/\(name)", as: name)
    }
    let pixels = (0..<20 * 256).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 256 &* 11) }
    try place.write("x.npy", ArrayBytes.file("|u1", "(20, 16, 16)", ArrayBytes.body(pixels)))
    try write("y.npy", (0..<200).map { sin(Double($0)) })
  }

  /// Ten targets a sample.
  private func write(_ name: String, _ targets: [Double], samples: Int = 20) throws {
    try place.write(
      name,
      ArrayBytes.file("<f8", "(\(samples), \(targets.count / samples))", ArrayBytes.body(targets)))
  }

  private func evaluate(_ more: String..., solver: String = "ideal") -> [String] {
    [
      "evaluate", "--network", "glyphs.onnx", "--dataset", "npy:x.npy,y.npy", "--solver", solver,
      "--quiet",
    ] + (solver == "digital" ? [] : ["--technology", "technology.toml"]) + more
  }

  @Test func `errors are told, stored, reported and written one by one`() throws {
    let outcome = try place.run(
      evaluate(
        "--trials", "2", "--wanted-r2", "0.5", "--output", "r.json", "--predictions", "p.csv"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = String(decoding: outcome.output, as: UTF8.self)
    for word in ["a regression of 10 outputs", "RMSE change", "R² change", "yield: 0 of 2"] {
      #expect(text.contains(word), "\(word) is not in\n\(text)")
    }
    let lines = try String(contentsOf: place.file("p.csv"), encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 201 && lines[0] == "image,output,target,digital,instance_0,instance_1")
    #expect(lines[12].hasPrefix("1,1,\(sin(11.0)),"))
    let report = try place.run(["report", "r.json", "--output", "p.html", "--quiet"])
    #expect(report.status == 0, "\(report.errors)")
    let page = try String(contentsOf: place.file("p.html"), encoding: .utf8)
    for word in ["change of RMSE", "Outputs one by one", "against the digital network"] {
      #expect(page.contains(word), "\(word) is not on the page")
    }
    #expect(!page.contains("top-1"))
  }

  @Test func `causes are told as changes of the coefficient of determination`() throws {
    let outcome = try place.run(evaluate("--attribute", "--output", "r.json", solver: "fcm"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(String(decoding: outcome.output, as: UTF8.self).contains("R² change [95 %]"))
    let report = try place.run(["report", "r.json", "--output", "p.html", "--quiet"])
    #expect(report.status == 0, "\(report.errors)")
  }

  @Test(arguments: [
    (["--wanted-top1", "90"], ["--wanted-rmse"]), (["--confusion", "c.csv"], ["--confusion"]),
    (["--task", "classes"], ["(0, 1)"]), (["--wanted-rmse", "-1"], ["wanted-rmse"]),
    (["--wanted-r2", "1.5"], ["wanted-r2"]), (["--task", "guessing"], ["classes, regression"]),
    (["--wanted-r2", "0.5", "--wanted-rmse", "1"], ["one of them"]),
  ])
  func `options of another task are refused`(options: [String], words: [String]) throws {
    let isInput = options == ["--task", "classes"]
    try place.expectRefusal(evaluate() + options, status: isInput ? 65 : 64, naming: words)
  }

  @Test func `classes refuse the options of a regression`() throws {
    try place.write(
      "y.npy", ArrayBytes.file("<i8", "(20,)", ArrayBytes.body((0..<20).map { Int64($0 % 6) })))
    try place.expectRefusal(
      evaluate("--wanted-rmse", "1"), status: 64, naming: ["--wanted-top1"])
    try place.expectRefusal(
      evaluate("--task", "regression"), status: 65, naming: ["y.npy", "[10]"])
  }

  @Test func `targets that do not fit are refused with their file`() throws {
    try write("y.npy", (0..<100).map { sin(Double($0)) })
    try place.expectRefusal(
      evaluate(), status: 65, naming: ["y.npy", "[5]", "[10]", "glyphs.onnx"])
    try write("y.npy", [.nan] + (1..<200).map { sin(Double($0)) })
    try place.expectRefusal(evaluate(), status: 65, naming: ["y.npy", "(0, 0)", "nan"])
    try write("y.npy", (0..<190).map { sin(Double($0)) }, samples: 19)
    try place.expectRefusal(evaluate(), status: 65, naming: ["y.npy", "[19, 10]", "(20)"])
    try write("y.npy", (0..<200).map { Double($0 % 10) })
    try place.expectRefusal(
      evaluate("--half-width", "1", "--trials", "9"), status: 65, naming: ["no R²"])
  }

  @Test func `the first sample alone reads an array`() throws {
    let outcome = try place.run([
      "fabricate", "--network", "glyphs.onnx", "--layer", "fc1", "--technology", "technology.toml",
      "--dataset", "npy:x.npy,y.npy", "--solver", "ideal", "--output", "array", "--quiet",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(FileManager.default.fileExists(atPath: place.file("array/inputs.npy").path))
    // The errors of one sample are no errors of a network.
    try place.expectRefusal(evaluate("--limit", "1"), status: 65, naming: ["1 sample"])
  }

  @Test func `the digital solver tells errors alone`() throws {
    let outcome = try place.run(evaluate(solver: "digital"))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let text = String(decoding: outcome.output, as: UTF8.self)
    #expect(text.contains("RMSE [95 %]") && !text.contains("change"))
    try place.expectRefusal(
      evaluate("--wanted-r2", "0.5", solver: "digital"), status: 64, naming: ["digital"])
  }
}
