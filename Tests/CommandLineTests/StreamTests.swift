import Foundation
import Testing

/// Disks that are full, and readers that go away.
@Suite(.serialized) struct StreamTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write("tiny.toml", GoldenRefusalTests.recipe)
    try place.copy("golden/unequal-wires", as: "suite")
    try place.copy("golden/models", as: "models")
  }

  private static let deck = [
    "netlist", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
  ]
  private static let demo = Program.package.appendingPathComponent("demo").path
  private static let evaluate = [
    "evaluate", "--network", "\(demo)/glyphs.onnx", "--dataset",
    "idx:\(demo)/test-images-idx3-ubyte.gz,\(demo)/test-labels-idx1-ubyte.gz", "--limit", "4",
    "--technology", "\(demo)/technology.toml", "--solver", "ideal", "--quiet",
  ]

  static let printing = [
    deck, deck + ["--json"], ["golden", "show", "suite"], ["golden", "verify", "suite", "--json"],
    Workplace.simulate(output: "I.npy"), evaluate, evaluate + ["--json"], ["doctor"],
    ["calibrate", "suite", "--output", "model.json"],
    ["calibrate", "suite", "--output", "model.json", "--json"],
  ]

  @Test(arguments: printing)
  func `a full disk behind standard output is noticed`(command: [String]) throws {
    let outcome = try Program.shell("exec \"$@\" > /dev/full", command, in: place.folder)
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("assay: error: standard output: "))
  }

  @Test(arguments: printing + [["--help"]])
  func `a reader that goes away is no failure`(command: [String]) throws {
    // The reader is gone before the first byte.
    let line = "{ sleep 0.1; \"$@\"; echo \"status $?\" >&2; } | true"
    let outcome = try Program.shell(line, command, in: place.folder)
    #expect(outcome.errors == "status 0\n")
  }

  @Test(arguments: printing + [["--help"]])
  func `streams that are closed do no harm`(command: [String]) throws {
    let outcome = try Program.shell("exec \"$@\" <&- >&- 2>&-", command, in: place.folder)
    #expect(outcome.status == 0)
    // Where a file took the place of a closed stream, text would be in it.
    for name in ["I.npy", "model.json"]
    where FileManager.default.fileExists(
      atPath: place.file(name).path)
    {
      let first = try Data(contentsOf: place.file(name)).first
      #expect(first == (name == "I.npy" ? 0x93 : UInt8(ascii: "{")))
    }
  }

  @Test func `a result can go to a device`() throws {
    let outcome = try place.run(Workplace.simulate(output: "/dev/stdout") + ["--quiet"])
    #expect(outcome.status == 0)
    #expect(outcome.output.starts(with: [0x93]))
  }

  /// Mounts a file system of 64 KiB, which only the superuser may.
  private func mount(at folder: URL) throws -> Bool {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    guard geteuid() == 0 else { return false }
    let line =
      "mount -t tmpfs -o size=64k assay-test '\(folder.path)' 2>/dev/null "
      + "&& mountpoint -q '\(folder.path)'"
    return try Program.shell(line, [], in: place.folder).status == 0
  }

  @Test func `a full disk leaves no part of a file`() throws {
    let disk = place.file("disk")
    guard try mount(at: disk) else {
      print("a full disk is not tested: it takes the right to mount one")
      return
    }
    defer { _ = try? Program.shell("umount -l '\(disk.path)'", [], in: place.folder) }
    try place.write("disk/old", "what was here before")
    // 160 KB of currents do not fit at all; for the smaller files there is no room later.
    let many = [[Double]](repeating: Workplace.inputs[0], count: 7000)
    try place.write("many.npy", ArrayBytes.matrix(many))
    for output in ["disk/new", "disk/old"] {
      try place.expectRefusal(
        Workplace.simulate(inputs: "many.npy", output: output), status: 69,
        naming: [output, "full"])
    }
    _ = try Program.shell("cat /dev/zero > disk/filler 2>/dev/null; :", [], in: place.folder)
    for output in ["disk/new", "disk/old"] {
      for command in [
        Workplace.simulate(output: output), Self.deck + ["--output", output],
        ["calibrate", "suite", "--output", output], Self.evaluate + ["--output", output],
        Self.evaluate + ["--logits", output], ["report", "suite", "--output", output],
        ["verify", "--golden", "suite", "--models", "models", "--junit", output, "--quiet"],
      ] {
        let before = try place.contents()
        let outcome = try place.run(command)
        #expect(outcome.status == 69, "\(command[0]): \(outcome.errors)")
        #expect(outcome.output.isEmpty, "\(command[0])")
        #expect(outcome.errors.contains("\(output): the disk is full"), "\(outcome.errors)")
        #expect(try place.contents() == before, "\(command[0])")
      }
    }
    let outcome = try place.run(
      ["golden", "generate", "tiny.toml", "--output", "disk/tiny", "--quiet"])
    #expect(outcome.status == 69)
    #expect(outcome.errors.contains("full"))
  }
}
