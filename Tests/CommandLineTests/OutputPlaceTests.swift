import Foundation
import Testing

/// Outputs that are inputs, or no files.
struct OutputPlaceTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write("tiny.toml", GoldenRefusalTests.recipe)
  }

  private static let array = [
    "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
  ]

  private func link(_ name: String, to target: String, hard: Bool) throws {
    if hard {
      try FileManager.default.linkItem(at: place.file(target), to: place.file(name))
    } else {
      try FileManager.default.createSymbolicLink(
        atPath: place.file(name).path, withDestinationPath: target)
    }
  }

  @Test(arguments: ["array.toml", "G.npy", "V.npy"])
  func `an output that is an input is refused, whatever it is called`(input: String) throws {
    try link("soft", to: input, hard: false)
    try link("hard", to: input, hard: true)
    try FileManager.default.createDirectory(
      at: place.file("folder"), withIntermediateDirectories: false)
    let absolute = place.file(input).path
    for output in [input, "soft", "hard", "./\(input)", "folder/../\(input)", absolute] {
      for command in [
        ["simulate", "--solver", "nodal"], ["simulate", "--solver", "spice"], ["netlist"],
      ] {
        try place.expectRefusal(
          command + Self.array + ["--output", output], status: 64,
          naming: ["the output is an input"])
      }
    }
  }

  @Test func `the model of a simulation is not written over`() throws {
    try place.copy("golden/models/ohmic-100k.json", as: "model.json")
    try place.expectRefusal(
      ["simulate", "--solver", "fcm", "--model", "model.json"] + Self.array
        + ["--output", "model.json"],
      status: 64, naming: ["model.json", "the output is an input"])
  }

  @Test func `files that a technology names are not written over`() throws {
    for file in ["table-synthetic.toml", "table-synthetic.csv"] {
      try place.copy("netlists/technologies/\(file)", as: file)
    }
    try place.expectRefusal(
      Workplace.simulate(technology: "table-synthetic.toml", output: "table-synthetic.csv"),
      status: 64, naming: ["table-synthetic.csv", "the output is an input"])
  }

  @Test func `golden data are not written over by what is made of them`() throws {
    try place.copy("golden/unequal-wires", as: "suite")
    try place.copy("golden/models", as: "models")
    try link("link", to: "suite/suite.h5", hard: true)
    for (command, outputs) in [
      (["calibrate", "suite", "--output"], ["suite/suite.h5", "suite/digest.json", "link"]),
      (
        ["report", "suite", "models/unequal-wires.json", "--output"],
        ["suite/suite.toml", "models/unequal-wires.json"]
      ),
      (
        ["verify", "--golden", "suite", "--models", "models", "--junit"],
        ["suite/digest.json", "models/unequal-wires.json"]
      ),
      (["verify", "--golden", "suite", "--models", "models", "--markdown"], ["link"]),
      (["verify", "--golden", "suite", "--models", "models", "--record"], ["suite/suite.h5"]),
    ] {
      for output in outputs {
        try place.expectRefusal(
          command + [output], status: 64, naming: [output, "the output is an input"])
      }
    }
  }

  @Test func `cells that a fit of statistics reads are not written over`() throws {
    try place.write("cells.csv", "target_siemens,measured_siemens\n1e-5,1.1e-5\n")
    try place.expectRefusal(
      ["calibrate", "--statistics", "cells.csv", "--output", "cells.csv"], status: 64,
      naming: ["cells.csv", "the output is an input"])
  }

  @Test func `a transient does not write over its arrays`() throws {
    let technology = "ohmic-100k-transient.toml"
    try place.copy("netlists/technologies/\(technology)", as: technology)
    try FileManager.default.createDirectory(
      at: place.file("reads"), withIntermediateDirectories: false)
    try place.write("reads/energy.npy", ArrayBytes.matrix(Workplace.inputs))
    try place.expectRefusal(
      [
        "transient", "--technology", technology, "--conductances", "G.npy", "--inputs",
        "reads/energy.npy", "--output", "reads",
      ], status: 64, naming: ["reads/energy.npy", "the output is an input"])
  }

  @Test func `shards are not merged into one of them`() throws {
    for output in ["first", "./first"] {
      try place.expectRefusal(
        ["golden", "merge", "first", "second", "--output", output], status: 64,
        naming: ["the output is an input"])
    }
  }

  @Test func `an evaluation writes over nothing that it reads, and no file twice`() throws {
    let demo = Program.package.appendingPathComponent("demo").path
    for file in ["glyphs.onnx", "glyphs.toml", "mapping.toml"] {
      try place.copy("demo/\(file)", as: file)
    }
    try place.write("both", "what was here before")
    try link("twice", to: "both", hard: true)
    let command = [
      "evaluate", "--network", "glyphs.onnx", "--dataset",
      "idx:\(demo)/test-images-idx3-ubyte.gz,\(demo)/test-labels-idx1-ubyte.gz", "--limit", "4",
      "--technology", "array.toml", "--mapping", "mapping.toml", "--solver", "ideal",
    ]
    for output in ["glyphs.onnx", "glyphs.toml", "mapping.toml", "array.toml"] {
      for option in ["--output", "--logits"] {
        try place.expectRefusal(
          command + [option, output], status: 64, naming: [output, "the output is an input"])
      }
    }
    for (one, other) in [("new", "./new"), ("both", "twice"), ("both", "both")] {
      try place.expectRefusal(
        command + ["--output", one, "--logits", other], status: 64, naming: ["same file"])
    }
  }

  @Test func `a converter's curve is not written over its technology`() throws {
    try link("curve.json", to: "array.toml", hard: true)
    try place.expectRefusal(
      ["characterize", "dac", "--technology", "array.toml", "--output", "curve.json"], status: 64,
      naming: ["curve.json", "the output is an input"])
  }

  @Test(arguments: ["simulate", "netlist"])
  func `a pipe that nobody may ever read is refused and not waited for`(name: String) throws {
    try #require(mkfifo(place.file("pipe").path, 0o600) == 0)
    // The folder's contents are not compared: reading the pipe would wait.
    let outcome = try place.run(
      [name] + (name == "simulate" ? ["--solver", "nodal"] : []) + Self.array + [
        "--output", "pipe",
      ])
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("this is a pipe"))
  }

  @Test func `the shell's own pipes and the null device are written to`() throws {
    let simulate = Workplace.simulate(output: "/dev/stdout") + ["--quiet", "--json"]
    let piped = try Program.shell("exec \"$@\" | cat", simulate, in: place.folder)
    #expect(piped.output.starts(with: [0x93]))
    let null = try place.run(Workplace.simulate(output: "/dev/null"))
    #expect(null.status == 0, "\(null.errors)")
  }

  @Test func `the pipe that the output goes to is no input, and is not waited for`() throws {
    // The status is that of `cat`; a reader that waits for itself would never end.
    let outcome = try Program.shell(
      "timeout 60 \"$@\" | cat", ["report", "/dev/stdout", "--output", "page.html"],
      in: place.folder)
    #expect(outcome.errors.contains("the pipe that the output goes to"), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: place.file("page.html").path))
  }

  /// Outputs that no file can take, with the reason that holds for each.
  private static let unwritable = [
    ("missing/out", "missing does not exist; create it"), ("G.npy/out", "G.npy is not a folder"),
    ("G.npy/deeper/out", "G.npy is not a folder"),
    ("/proc/out", "the folder /proc takes no new files"),
    (
      "/proc/x/out",
      "the folder /proc/x does not exist, and cannot be made: the folder /proc takes no"
    ),
  ]

  /// A small evaluation and an audit of the embedded example.
  private static var evaluation: [String] {
    let demo = Program.package.appendingPathComponent("demo").path
    return [
      "--network", "\(demo)/glyphs.onnx", "--dataset",
      "idx:\(demo)/test-images-idx3-ubyte.gz,\(demo)/test-labels-idx1-ubyte.gz", "--limit", "4",
      "--technology", "array.toml",
    ]
  }

  @Test func `a place that takes no file is refused with the true reason, before any work`() throws
  {
    try place.copy("netlists/studies/size.toml", as: "size.toml")
    let commands: [[String]] = [
      ["simulate", "--solver", "nodal"] + Self.array, ["netlist"] + Self.array,
      ["evaluate"] + Self.evaluation, ["audit"] + Self.evaluation,
      ["report", "no-such-result.json"],
    ]
    for (output, reason) in Self.unwritable {
      for command in commands {
        try place.expectRefusal(command + ["--output", output], status: 69, naming: [reason])
      }
      try place.expectRefusal(
        ["evaluate"] + Self.evaluation + ["--logits", output], status: 69, naming: [reason])
    }
  }

  @Test func `a folder that takes no files is refused with the true reason, before any work`()
    throws
  {
    let commands: [(command: [String], option: String)] = [
      (["golden", "generate", "tiny.toml"], "--output"), (["demo"], "--output"),
      (["golden", "merge", "first", "second"], "--output"),
      (["evaluate"] + Self.evaluation, "--write-states"),
      (["transient"] + Self.array, "--output"), (["fabricate"] + Self.array.prefix(4), "--output"),
    ]
    for (output, reason) in [
      ("/proc", "the folder /proc takes no new files"),
      ("/proc/x", "the folder /proc takes no new files"), ("G.npy/x", "G.npy is not a folder"),
    ] {
      for (command, option) in commands {
        try place.expectRefusal(command + [option, output], status: 69, naming: [reason])
      }
    }
  }

  @Test(arguments: [".", "/", "/dev"])
  func `a folder is no output`(folder: String) throws {
    try place.expectRefusal(
      Workplace.simulate(output: folder), status: 69, naming: ["folder"])
    try place.expectRefusal(
      ["netlist"] + Self.array + ["--output", folder], status: 69, naming: ["folder"])
  }
}
