import Foundation
import Testing

/// Networks, data sets and mappings that are not what they must be.
struct EvaluationRefusalTests {
  let place: Workplace
  private static let labels = [UInt8](0..<6)

  init() throws {
    place = try Workplace()
    for name in ["glyphs.onnx", "glyphs.toml", "technology.toml"] {
      try place.copy("demo/\(name)", as: name)
    }
    try place.write("images", ArrayBytes.idx([6, 16, 16], [UInt8](repeating: 90, count: 1536)))
    try place.write("labels", ArrayBytes.idx([6], Self.labels))
  }

  private func evaluate(
    _ more: String..., network: String = "glyphs.onnx", dataset: String = "idx:images,labels"
  ) -> [String] {
    [
      "evaluate", "--network", network, "--dataset", dataset, "--technology", "technology.toml",
      "--solver", "ideal", "--quiet", "--output", "kept.npy",
    ] + more
  }

  @Test func `the whole files are accepted`() throws {
    #expect(try place.run(evaluate()).status == 0)
  }

  @Test func `a damaged network is refused`() throws {
    let whole = try Data(contentsOf: place.file("glyphs.onnx"))
    try place.copy("demo/glyphs.toml", as: "bad.toml")
    for data in [
      Data(), whole.prefix(1), whole.prefix(whole.count / 2), whole.dropLast(9), Data("text".utf8),
    ] {
      try place.write("bad.onnx", data)
      try place.expectRefusal(evaluate(network: "bad.onnx"), status: 65, naming: ["bad.onnx"])
    }
  }

  @Test func `an unsupported operator is named`() throws {
    var data = try Data(contentsOf: place.file("glyphs.onnx"))
    let range = try #require(data.range(of: Data("MaxPool".utf8)))
    data.replaceSubrange(range, with: Data("MixPool".utf8))
    try place.write("glyphs.onnx", data)
    try place.expectRefusal(
      evaluate(), status: 65, naming: ["glyphs.onnx", "MixPool", "not supported"])
  }

  @Test func `missing files are named`() throws {
    try place.expectRefusal(evaluate(network: "none.onnx"), status: 69, naming: ["none.onnx"])
    try place.expectRefusal(evaluate(network: "."), status: 69, naming: ["toml"])
    try place.expectRefusal(evaluate("--preprocess", "none.toml"), status: 69, naming: ["none"])
    try place.expectRefusal(evaluate("--mapping", "none.toml"), status: 69, naming: ["none"])
    try place.expectRefusal(
      evaluate("--calibration", "idx:none,labels"), status: 69, naming: ["none"])
    try FileManager.default.removeItem(at: place.file("glyphs.toml"))
    try place.expectRefusal(evaluate(), status: 69, naming: ["glyphs.toml", "--preprocess"])
  }

  @Test(arguments: [
    ("images,labels", 64, "no kind"), ("png:images,labels", 64, "png"), ("idx:images", 64, "idx"),
    ("idx:images,labels,more", 64, "idx"), ("idx:none,labels", 69, "none"),
    ("idx:images,none", 69, "none"), ("idx:labels,labels", 65, "labels"),
    ("idx:images,images", 65, "images"), ("cifar10:images", 65, "3073"),
    ("npy:images,labels", 65, "images"), ("images:none,labels", 65, "labels"),
    ("idx:glyphs.toml,labels", 65, "glyphs.toml"),
  ])
  func `a wrong data set is refused`(dataset: String, status: Int32, word: String) throws {
    try place.expectRefusal(evaluate(dataset: dataset), status: status, naming: [word])
  }

  @Test func `images and labels must fit each other and the network`() throws {
    try place.write("bad", ArrayBytes.idx([5], Array(Self.labels.prefix(5))))
    try place.expectRefusal(
      evaluate(dataset: "idx:images,bad"), status: 65, naming: ["bad", "5 labels", "6"])
    try place.write("bad", ArrayBytes.idx([6], [0, 1, 2, 10, 4, 5]))
    try place.expectRefusal(
      evaluate(dataset: "idx:images,bad"), status: 65, naming: ["image 3", "label 10", "0 to 9"])
    for shape in [[6, 17, 16], [6, 16, 15], [6, 32, 32], [6, 16, 16, 3]] {
      let count = shape.reduce(1, *)
      try place.write("bad", ArrayBytes.idx(shape, [UInt8](repeating: 1, count: count)))
      try place.expectRefusal(
        evaluate(dataset: "idx:bad,labels"), status: 65, naming: ["bad"])
    }
    for shape in [
      [6, 16, 17], [600_000_000, 16, 16], [0, 16, 16], [6, 0xffff_ffff, 0xffff_ffff],
    ] {
      try place.write("bad", ArrayBytes.idx(shape, [UInt8](repeating: 1, count: 1536)))
      try place.expectRefusal(evaluate(dataset: "idx:bad,labels"), status: 65, naming: ["bad"])
    }
  }

  @Test(arguments: [
    Fault("an unknown key", "", "[tile]\nrow = 3\n", "line 2", "tile.row", "unknown"),
    Fault("an unknown table", "", "[tiles]\nrows = 3\n", "line 1", "tiles"),
    Fault("no rows", "", "[tile]\nrows = 0\n", "line 2", "tile.rows"),
    Fault("too many bits", "", "[adc]\nbits = 99\n", "line 2", "adc.bits"),
    Fault("an unknown word", "", "[weights]\nencoding = \"both\"\n", "line 2", "weights.encoding"),
    Fault("a negative range", "", "[adc]\nrange = -1e-6\n", "line 2", "adc.range"),
    Fault("an unknown layer", "", "[layers]\ndigital = [\"fc9\"]\n", "layers.digital", "fc9"),
    Fault("an open table", "", "[adc\n", "line 1"),
  ])
  func `a mapping is refused with line and key`(fault: Fault) throws {
    try place.write("map.toml", fault.new)
    try place.expectRefusal(
      evaluate("--mapping", "map.toml"), status: 65, naming: ["map.toml"] + fault.words)
  }

  @Test(arguments: [
    Fault("an unknown key", "\nscale", "\nscall", "glyphs.toml", "line 3", "preprocess.scall"),
    Fault("no deviation", "std = [1", "std = [0", "glyphs.toml", "preprocess.std"),
    Fault("three means", "mean = [0.0]", "mean = [0.0, 0.0, 0.0]", "mean"),
    Fault("too large a crop", "[preprocess]", "[preprocess]\ncrop = 99", "crop", "16 × 16"),
    Fault("a crop of the wrong size", "[preprocess]", "[preprocess]\ncrop = 8", "[1, 8, 8]"),
  ])
  func `a preprocessing is refused with its key`(fault: Fault) throws {
    try place.edit("glyphs.toml", fault.old, fault.new)
    try place.expectRefusal(evaluate(), status: 65, naming: fault.words)
  }

  @Test func `a model of another technology is refused`() throws {
    try place.copy("golden/models/ohmic-100k.json", as: "model.json")
    try place.expectRefusal(
      evaluate("--model", "model.json", "--solver", "fcm"), status: 65, naming: ["model.json"])
    try place.expectRefusal(
      evaluate("--model", "model.json"), status: 64, naming: ["--model", "fcm"])
  }
}
