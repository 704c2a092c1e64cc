import Foundation
import TestSupport
import Testing

/// `assay train` on the project's own small network.
struct TrainCommandTests {
  let place: Workplace

  private static let demo = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../demo").standardizedFileURL.path

  private static let recipe = """
    schema = 1
    steps = 9
    batch = 32
    [optimizer]
    rate = 0.01
    [arrays]
    ranging_steps = 3

    """

  init() throws {
    place = try Workplace()
    try place.write("recipe.toml", Self.recipe)
    try place.write("mapping.toml", "[tile]\nrows = 32\ncolumns = 32\n[adc]\nbits = 4\n")
  }

  private func train(_ output: String, _ more: String...) -> [String] {
    [
      "train", "--network", "\(Self.demo)/glyphs.onnx", "--dataset",
      "idx:\(Self.demo)/test-images-idx3-ubyte.gz,\(Self.demo)/test-labels-idx1-ubyte.gz",
      "--technology", "\(Self.demo)/technology.toml", "--model-kind", "linear", "--mapping",
      "mapping.toml", "--recipe", "recipe.toml", "--output", output,
    ] + more
  }

  private func contents(_ name: String) throws -> Data { try Data(contentsOf: place.file(name)) }

  @Test func `a network is trained, told of, and read back`() throws {
    let images = "idx:\(Self.demo)/test-images-idx3-ubyte.gz,\(Self.demo)/test-labels-idx1-ubyte.gz"
    let made = try place.run(
      train("trained.onnx", "--validation", images, "--validation-limit", "40", "--trials", "2"))
    try #require(made.status == 0, "\(made.errors)")
    #expect(made.text.contains("9 of 9 steps") && made.text.contains("before: "))
    #expect(made.text.contains("after: ") && made.text.contains("trained.training"))
    #expect(made.text.contains("change: ") && made.errors.contains("9 steps of 32 images: about "))
    for name in [
      "training.csv", "training.svg", "recipe.toml", "before.json", "after.json", "summary.json",
      "report.html",
    ] {
      #expect(try !contents("trained.training/\(name)").isEmpty, "\(name)")
    }
    #expect(try contents("trained.training/recipe.toml") == Data(Self.recipe.utf8))
    let told = try place.run(["network", "trained.onnx"])
    #expect(told.status == 0, "\(told.errors)")
    let report = try place.run(
      [
        "report", "trained.training/before.json", "trained.training/after.json", "--output",
        "page.html",
      ])
    #expect(report.status == 0, "\(report.errors)")
  }

  @Test func `a training that is killed ends in the same bytes, on any threads`() throws {
    let whole = try place.run(train("whole.onnx", "--threads", "1"))
    try #require(whole.status == 0, "\(whole.errors)")
    for tenths in 1...8 {
      _ = try Program.shell(
        "timeout -s KILL 0.\(tenths) \"$@\"", train("killed.onnx", "--threads", "2"),
        in: place.folder)
    }
    let rest = try place.run(train("killed.onnx", "--threads", "2"))
    try #require(rest.status == 0, "\(rest.errors)")
    #expect(try contents("killed.onnx") == contents("whole.onnx"))
    #expect(try contents("killed.training/training.csv") == contents("whole.training/training.csv"))
  }

  @Test func `other recipes in a folder, and options without use, are refused`() throws {
    let first = try place.run(train("trained.onnx", "--steps", "3"))
    try #require(first.status == 0, "\(first.errors)")
    let before = try contents("trained.onnx")
    let other = try place.run(train("trained.onnx", "--steps", "6"))
    #expect(other.status != 0 && other.errors.contains("another folder"), "\(other.errors)")
    #expect(try contents("trained.onnx") == before)
    for more in [
      ["--trials", "2"], ["--teacher", "\(Self.demo)/glyphs.onnx"],
      ["--steps", "0"], ["--backward", "none"], ["--ranges", "r.json"],
    ] {
      let refused = try place.run(train("other.onnx") + more)
      #expect(refused.status != 0, "\(more): \(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: place.file("other.onnx").path))
    }
    try place.write("recipe.toml", Self.recipe + "unknown = 1\n")
    let unknown = try place.run(train("other.onnx"))
    #expect(unknown.status != 0 && unknown.errors.contains("unknown"), "\(unknown.errors)")
  }

  @Test func `a network is trained digitally without a technology`() throws {
    let images = "idx:\(Self.demo)/test-images-idx3-ubyte.gz,\(Self.demo)/test-labels-idx1-ubyte.gz"
    let made = try place.run([
      "train", "--network", "\(Self.demo)/glyphs.onnx", "--dataset", images, "--recipe",
      "recipe.toml", "--output", "digital.onnx", "--json",
    ])
    try #require(made.status == 0, "\(made.errors)")
    let told = try #require(made.json() as? [String: Any])
    #expect(told["steps"] as? Int == 9 && told["isComplete"] as? Bool == true)
    let mapped = try place.run([
      "train", "--network", "\(Self.demo)/glyphs.onnx", "--dataset", images, "--mapping",
      "mapping.toml", "--output", "other.onnx",
    ])
    #expect(mapped.status != 0 && mapped.errors.contains("--technology"))
  }

  @Test func `inputs are kept, and no more images are taken than asked for`() throws {
    let labels = "\(Self.demo)/test-labels-idx1-ubyte.gz"
    try place.write("labels.gz", Data(contentsOf: URL(fileURLWithPath: labels)))
    let before = try contents("labels.gz")
    let images = "idx:\(Self.demo)/test-images-idx3-ubyte.gz,labels.gz"
    for output in ["labels.gz", "kept.training/kept.onnx"] {
      let refused = try place.run(
        train(output, "--validation", images, "--folder", "kept.training"))
      #expect(refused.status != 0, "\(output)")
    }
    #expect(try contents("labels.gz") == before)
    try FileManager.default.createDirectory(
      at: place.file("strange"), withIntermediateDirectories: false)
    try place.write("strange/notes.txt", "mine")
    try FileManager.default.createDirectory(
      at: place.file("first.training"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      at: place.file("link"), withDestinationURL: place.file("first.training"))
    for places in [
      ["/dev/null"], ["both", "--folder", "both"],
      ["link/state.bin", "--folder", "first.training"],
    ] {
      let refused = try place.run(train(places[0]) + places.dropFirst())
      #expect(refused.status == 64, "\(places): \(refused.errors)")
    }
    let strange = try place.run(train("other.onnx", "--folder", "strange"))
    #expect(strange.status != 0 && strange.errors.contains("other files"), "\(strange.errors)")
    #expect(try contents("strange/notes.txt") == Data("mine".utf8))
    // The preprocessing goes with the network, and another calibration is another training.
    let calibration = "idx:\(Self.demo)/test-images-idx3-ubyte.gz,labels.gz"
    let first = try place.run(train("first.onnx", "--steps", "3", "--calibration", calibration))
    try #require(first.status == 0, "\(first.errors)")
    #expect(
      try contents("first.toml")
        == Data(contentsOf: URL(fileURLWithPath: "\(Self.demo)/glyphs.toml")))
    _ = try Program.shell(
      "gunzip -c labels.gz > plain; printf '\\001\\002' | dd of=plain bs=1 seek=20 conv=notrunc; gzip -f plain; "
        + "mv plain.gz labels.gz", [], in: place.folder)
    let changed = try place.run(train("first.onnx", "--steps", "3", "--calibration", calibration))
    #expect(changed.status != 0 && changed.errors.contains("another folder"), "\(changed.errors)")
    let few = try place.run(train("few.onnx", "--limit", "31"))
    #expect(few.status != 0 && few.errors.contains("31 images"), "\(few.errors)")
    let regression = try place.run(train("other.onnx", "--task", "regression"))
    #expect(regression.status != 0 && regression.errors.contains("classes"), "\(regression.errors)")
  }
}
