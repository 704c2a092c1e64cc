import ArrayStorage
import Foundation
import GoldenData
import LinearAlgebra
import Testing

/// An array of a network, from an image to SPICE, a deck and a golden case.
struct NetworkArrayCommandTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private static var demo: String { Program.package.appendingPathComponent("demo").path }

  private static var dataset: String {
    "idx:\(demo)/test-images-idx3-ubyte.gz,\(demo)/test-labels-idx1-ubyte.gz"
  }

  private func fabricate(_ more: String...) throws -> Program.Outcome {
    try place.write("M.toml", "[tile]\nrows = 12\ncolumns = 6\n[inputs]\nbits_per_stream = 4\n")
    return try place.run(
      [
        "fabricate", "--network", "\(Self.demo)/glyphs.onnx", "--layer", "conv2", "--technology",
        "\(Self.demo)/technology.toml", "--mapping", "M.toml", "--output", "array",
      ] + more)
  }

  @Test func `SPICE solves an array of a network with what an image reads it with`() throws {
    let made = try fabricate(
      "--array", "3", "--trial", "1", "--dataset", Self.dataset, "--image", "2", "--vectors", "4",
      "--recipe")
    try #require(made.status == 0, "\(made.errors)")
    #expect(made.text.contains("4 of "), "\(made.text)")
    #expect(made.text.contains("suite.toml, technology.toml"), "\(made.text)")
    let inputs = try NPYFile.read(place.file("array/inputs.npy"))
    #expect(inputs.rows == 4 && inputs.columns == 12)
    #expect((0..<4).allSatisfy { row in inputs.row(row).contains { $0 != 0 } })
    // Four bits a stream: the fifteen voltages of its digits and none between.
    let volt = 0.25 / 15
    #expect(
      inputs.elements.allSatisfy { ($0 / volt - ($0 / volt).rounded()).magnitude < 1e-9 })
    var currents: [Matrix] = []
    for solver in ["spice", "nodal"] {
      let read = try place.run(
        [
          "simulate", "--technology", "array/technology.toml", "--conductances",
          "array/conductances.npy", "--inputs", "array/inputs.npy", "--deviations", "array",
          "--solver", solver, "--output", "\(solver).npy",
        ])
      #expect(read.status == 0, "\(read.errors)")
      currents.append(try NPYFile.read(place.file("\(solver).npy")))
    }
    // The bound of the second solver for bent cells.
    #expect((currents[0] - currents[1]).largestMagnitude <= 1e-7 * currents[1].largestMagnitude)
    let deck = try place.run(
      [
        "netlist", "--technology", "array/technology.toml", "--conductances",
        "array/conductances.npy", "--inputs", "array/inputs.npy", "--output", "array.cir",
      ])
    #expect(deck.status == 0, "\(deck.errors)")
    let golden = try place.run(["golden", "generate", "array/suite.toml", "--output", "golden"])
    try #require(golden.status == 0, "\(golden.errors)")
    let verified = try place.run(["golden", "verify", "golden"])
    #expect(verified.status == 0, "\(verified.text) \(verified.errors)")
    let item = try #require(try GoldenSuite(contentsOf: place.file("golden")).cases.first)
    #expect(item.slug.hasSuffix("stored-conv2-array3") && item.inputs == inputs)
    #expect(
      (item.columnCurrents - currents[0]).largestMagnitude
        <= 1e-9 * currents[0].largestMagnitude)
  }

  @Test func `the array is that of a fabrication without inputs`() throws {
    let plain = try fabricate("--array", "2")
    try #require(plain.status == 0, "\(plain.errors)")
    let own = try Data(contentsOf: place.file("array/conductances.npy"))
    try FileManager.default.removeItem(at: place.file("array"))
    let read = try fabricate("--array", "2", "--dataset", Self.dataset)
    try #require(read.status == 0, "\(read.errors)")
    #expect(try Data(contentsOf: place.file("array/conductances.npy")) == own)
  }

  @Test(arguments: [
    (["--image", "1"], 64, "--image has no use without --dataset"),
    (["--recipe"], 64, "--recipe needs --dataset"),
    (["--dataset", "DATA", "--image", "99999"], 65, "more than 99999"),
    (["--dataset", "DATA", "--vectors", "0"], 64, "--vectors is 0"),
    (["--dataset", "idx:none,none"], 69, "none"),
  ])
  func `what cannot be meant is refused and leaves nothing`(
    arguments: [String], status: Int, message: String
  ) throws {
    try place.write("M.toml", "")
    let outcome = try place.run(
      [
        "fabricate", "--network", "\(Self.demo)/glyphs.onnx", "--layer", "conv2", "--technology",
        "\(Self.demo)/technology.toml", "--output", "array",
      ] + arguments.map { $0 == "DATA" ? Self.dataset : $0 })
    #expect(Int(outcome.status) == status, "\(outcome.errors)")
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: place.file("array").path))
  }

  @Test func `states and outputs of a layer are written and read`() throws {
    try place.write("M.toml", "[tile]\nrows = 16\ncolumns = 16\n")
    func evaluate(_ more: String...) throws -> Program.Outcome {
      try place.run(
        [
          "evaluate", "--network", "\(Self.demo)/glyphs.onnx", "--dataset", Self.dataset,
          "--technology", "\(Self.demo)/technology.toml", "--mapping", "M.toml", "--solver",
          "ideal", "--limit", "8", "--trials", "2", "--quiet",
        ] + more)
    }
    let first = try evaluate(
      "--write-states", "S", "--logits", "A.npy", "--activations", "conv1.npy",
      "--activations-layer", "conv1")
    try #require(first.status == 0, "\(first.errors)")
    #expect(try NPYFile.readArray(place.file("conv1.npy")).shape.first == 8)
    let second = try evaluate("--states", "S", "--logits", "B.npy")
    try #require(second.status == 0, "\(second.errors)")
    #expect(
      try Data(contentsOf: place.file("A.npy")) == Data(contentsOf: place.file("B.npy")))
    #expect(try evaluate("--write-states", "S").status == 64)
    #expect(try evaluate("--states", "none").status == 69)
    #expect(try evaluate("--states", "S", "--attribute").status == 64)
  }
}
