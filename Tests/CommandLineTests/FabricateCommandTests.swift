import ArrayStorage
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import Testing

/// `assay fabricate` beside golden data that campaigns have drawn, and what `--deviations` makes of it.
struct FabricateCommandTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private static let suite = "golden/variation"

  /// Cases that have all there is of variation: devices, places, programming, drift, faults, retention,
  /// read noise, wires, thresholds, offsets, ladders, converters.
  static let cases = [
    "ohmic-varied-16x16-levels8-fabricated-5driven-array2-multi-level",
    "sinh-faults-16x16-levels8-fabricated-5driven-array1-multi-level",
    "1t1r-thresholds-8x8-continuous-fabricated-array2-multi-level",
    "converters-sar-8x8-continuous-fabricated-array1-multi-level",
    "converters-flash-8x8-continuous-fabricated-array2-multi-level",
    "pcm-hermes-16x16-continuous-fabricated-at86400s-array1-cycle2-multi-level",
    "sonos-40nm-16x16-levels128-fabricated-at129600s-array1-read2-multi-level",
  ]

  private func fabricate(_ arguments: [String]) throws -> Program.Outcome {
    try place.run(["fabricate"] + arguments)
  }

  private func stored(_ slug: String) throws -> GoldenCase {
    let suite = try GoldenSuite(contentsOf: Program.package.appendingPathComponent(Self.suite))
    return try #require(suite.cases.first { $0.slug == slug })
  }

  @Test(arguments: cases)
  func `a case is the one that the campaign has stored`(slug: String) throws {
    let item = try stored(slug)
    try place.copy(Self.suite, as: "suite")
    let outcome = try fabricate(["--suite", "suite", "--case", slug, "--output", "array"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(try NPYFile.read(place.file("array/conductances.npy")) == item.conductances)
    #expect(try NPYFile.read(place.file("array/inputs.npy")) == item.inputs)
    #expect(try NPYFile.read(place.file("array/targets.npy")) == item.targets)
    for part in DeviationPart.allCases {
      let file = place.file("array/\(part.rawValue).npy")
      guard let values = item.deviations[part] else {
        #expect(!FileManager.default.fileExists(atPath: file.path), "\(part)")
        continue
      }
      let (shape, elements) = try NPYFile.readArray(file)
      #expect(shape == values.shape && elements == values.elements, "\(part)")
    }
    // Every file is in the README, and every file of the README is there.
    let readme = try String(contentsOf: place.file("array/README.md"), encoding: .utf8)
    let names = try FileManager.default.contentsOfDirectory(atPath: place.file("array").path)
    for name in names where name.hasSuffix(".npy") {
      #expect(readme.contains("| `\(name)` |"), "\(name)")
    }
    #expect(readme.components(separatedBy: "| `").count - 1 == names.count - 2)
    // Read as the campaign read it, the array gives the stored currents.
    let technology = "suite/technologies/\(item.setting.technology)/technology.toml"
    let read = try place.run(
      [
        "simulate", "--technology", technology, "--conductances", "array/conductances.npy",
        "--inputs", "array/inputs.npy", "--deviations", "array", "--solver", "nodal", "--output",
        "I.npy", "--quiet",
      ])
    try #require(read.status == 0, "\(read.errors)")
    let currents = try NPYFile.read(place.file("I.npy"))
    // The bound of the suite for the second solver.
    #expect(
      (currents - item.columnCurrents).largestMagnitude
        <= 1e-7 * item.columnCurrents.largestMagnitude)
    guard item.deviations != .none else { return }
    // Without its deviations it does not.
    let nominal = try place.run(
      [
        "simulate", "--technology", technology, "--conductances", "array/conductances.npy",
        "--inputs", "array/inputs.npy", "--solver", "nodal", "--output", "I.npy", "--quiet",
      ])
    try #require(nominal.status == 0, "\(nominal.errors)")
    #expect(
      (try NPYFile.read(place.file("I.npy")) - item.columnCurrents).largestMagnitude
        > 1e-5 * item.columnCurrents.largestMagnitude)
  }

  private static let varied = """
    [programming]
    distribution = "log-normal"
    relative_sigma = 0.1
    [read_noise]
    relative_sigma = 0.02
    [mismatch]
    row_width_relative_sigma = 0.1
    column_width_relative_sigma = 0.1
    """

  private func prepareVaried() throws {
    let text = try String(contentsOf: place.file("array.toml"), encoding: .utf8)
    try place.write("array.toml", text + Self.varied)
  }

  private static let plain = ["--technology", "array.toml", "--conductances", "G.npy"]

  @Test func `arrays, programmings and reads are told apart by their numbers`() throws {
    try prepareVaried()
    let technology = try Technology(contentsOf: place.file("array.toml"))
    var found: [[Double]: [UInt64]] = [:]
    for (array, cycle, read) in [(1, 1, 1), (1, 1, 2), (1, 2, 1), (2, 1, 1), (7, 3, 2)] {
      let outcome = try fabricate(
        Self.plain + [
          "--seed", "5", "--array", "\(array)", "--cycle", "\(cycle)", "--read", "\(read)",
          "--output", "made",
        ])
      try #require(outcome.status == 0, "\(outcome.errors)")
      let reference = technology.fabricate(
        targets: Matrix(Workplace.conductances),
        chance: InstanceChance(
          seed: 5, array: [UInt64(array - 1)], cycle: UInt64(cycle - 1), read: UInt64(read - 1))
      ).crossbar
      let conductances = try NPYFile.read(place.file("made/conductances.npy"))
      #expect(conductances == reference.conductances)
      let wires = try NPYFile.readArray(place.file("made/row_wire_factors.npy"))
      #expect(wires.shape == [4] && wires.values == reference.deviations.rowWireFactors)
      found[wires.values, default: []].append(UInt64(array))
    }
    // Wires stay with the array.
    #expect(found.count == 3 && found.values.contains([1, 1, 1]))
  }

  @Test func `the same numbers give the same bytes, and JSON says them`() throws {
    try prepareVaried()
    let arguments = Self.plain + ["--seed", "9", "--array", "2"]
    #expect(try fabricate(arguments + ["--output", "one"]).status == 0)
    let outcome = try fabricate(arguments + ["--output", "two", "--json"])
    let before = try place.contents()
    for (name, bytes) in before where name.hasPrefix("one/") {
      #expect(before["two/" + name.dropFirst(4)] == bytes, "\(name)")
    }
    let report = try #require(try outcome.json() as? [String: Any])
    #expect(report["seed"] as? Int == 9 && report["arrayNumbers"] as? [Int] == [1])
    let files = try #require(report["files"] as? [[String: Any]])
    #expect(
      files.first { $0["name"] as? String == "column_wire_factors.npy" }?["shape"] as? [Int] == [3])
  }

  @Test func `an array of a network's layer is drawn for its instance`() throws {
    try place.copy("demo/glyphs.onnx", as: "net.onnx")
    try prepareVaried()
    try place.edit("array.toml", "levels = 4", "levels = 0")
    func array(_ more: [String]) throws -> Matrix {
      let outcome = try fabricate(
        ["--network", "net.onnx", "--technology", "array.toml", "--output", "made"] + more)
      try #require(outcome.status == 0, "\(outcome.errors)")
      return try NPYFile.read(place.file("made/conductances.npy"))
    }
    let refused = try fabricate(
      ["--network", "net.onnx", "--technology", "array.toml", "--layer", "none", "--output", "x"])
    #expect(refused.status == 65)
    let accepted = try #require(refused.errors.components(separatedBy: "accepted: ").last)
    let layer = try #require(
      accepted.components(separatedBy: ", ").first?.trimmingCharacters(in: .whitespacesAndNewlines))
    let first = try array(["--layer", layer])
    #expect(first.rows == 64 && first.columns == 64)
    #expect(try array(["--layer", layer, "--trial", "0", "--array", "1"]) == first)
    #expect(try array(["--layer", layer, "--trial", "1"]) != first)
    #expect(try array(["--layer", layer, "--array", "2"]) != first)
    try place.expectRefusal(
      [
        "fabricate", "--network", "net.onnx", "--technology", "array.toml", "--layer", layer,
        "--array", "9999", "--output", "y",
      ], status: 64, naming: ["--array is 9999", "the arrays 1 to "])
  }

  @Test func `a folder with the deviations of another array is refused`() throws {
    try prepareVaried()
    #expect(try fabricate(Self.plain + ["--output", "made"]).status == 0)
    try place.write("array.toml", Workplace.technology)
    try place.expectRefusal(
      ["fabricate"] + Self.plain + ["--output", "made"], status: 64,
      naming: ["made", "_wire_factors.npy", "another folder"])
  }

  @Test func `an array of nothing that varies is told to be exact`() throws {
    let outcome = try fabricate(Self.plain + ["--output", "made"])
    #expect(outcome.status == 0 && outcome.errors.contains("exactly what is wanted"))
    #expect(
      try NPYFile.read(place.file("made/conductances.npy")) == Matrix(Workplace.conductances))
  }

  @Test(
    arguments: [
      (["--technology", "array.toml"], 64, "--conductances, --suite, --network"),
      (["--conductances", "G.npy"], 64, "--technology"),
      (plain + ["--layer", "x"], 64, "--layer has no use"),
      (plain + ["--array", "0"], 64, "--array is 0"),
      (plain + ["--time", "3"], 64, "nothing that depends on it"),
      (["--suite", "array.toml", "--case", "x"], 65, "array.toml"),
      (["--suite", "missing", "--case", "x"], 69, "missing"),
    ] as [([String], Int32, String)])
  func `what makes no array is refused`(arguments: [String], status: Int32, word: String) throws {
    try place.expectRefusal(
      ["fabricate"] + arguments + ["--output", "made"], status: status, naming: [word])
  }
}
