import Foundation
import Testing

/// Recipes and folders of golden data that are not what they must be.
struct GoldenRefusalTests {
  static let recipe = """
    schema = 1
    name = "tiny"
    technology = "array.toml"
    seed = 5
    [[cases]]
    rows = 4
    columns = 3
    batch = 2
    programming = "levels"
    levels = 4
    inputs = ["binary", "sparse"]

    """

  static let faults = [
    Fault("an unknown key", "seed = 5", "sead = 5", "line 4", "sead", "unknown"),
    Fault("an unknown key of a case", "rows = 4", "row = 4", "line 5", "cases[0].rows", ", row;"),
    Fault("no rows", "rows = 4", "rows = 0", "line 6", "cases[0].rows"),
    Fault("no columns", "columns = 3", "columns = 0", "line 7", "cases[0].columns"),
    Fault("an empty batch", "batch = 2", "batch = 0", "line 8", "cases[0].batch"),
    Fault("NaN", "batch = 2", "batch = nan", "line 8", "cases[0].batch"),
    Fault("an unknown input", "\"sparse\"", "\"sparce\"", "line 11", "cases[0].inputs", "sparce"),
    Fault("one level", "levels = 4", "levels = 1", "line 10", "cases[0].levels"),
    Fault("a negative seed", "seed = 5", "seed = -5", "line 4", "seed"),
    Fault("a name with spaces", "\"tiny\"", "\"a tiny suite\"", "line 2", "name"),
    Fault("an open list", "\"sparse\"]", "\"sparse\"", "line 1"),
    Fault("too large an array", "rows = 4", "rows = 4000000", "line 6", "cases[0].rows"),
  ]

  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write("tiny.toml", Self.recipe)
  }

  private func generate(_ more: String..., output: String = "suite") -> [String] {
    ["golden", "generate", "tiny.toml", "--output", output, "--jobs", "1"] + more
  }

  @Test(arguments: faults)
  func `a recipe is refused with line and key`(fault: Fault) throws {
    try place.edit("tiny.toml", fault.old, fault.new)
    try place.expectRefusal(generate(), status: 65, naming: ["tiny.toml"] + fault.words)
  }

  @Test func `a recipe without cases is refused`() throws {
    try place.write("tiny.toml", String(Self.recipe.prefix { $0 != "[" }))
    try place.expectRefusal(generate(), status: 65, naming: ["tiny.toml", "cases"])
  }

  @Test func `a technology that is missing or malformed is named`() throws {
    try place.edit("array.toml", "= 500", "= -500")
    try place.expectRefusal(
      generate(), status: 65, naming: ["array.toml", "line 14", "driver.resistance_ohm"])
    try place.edit("tiny.toml", "array.toml", "none.toml")
    try place.expectRefusal(generate(), status: 69, naming: ["none.toml"])
  }

  @Test func `a place that cannot be filled is refused`() throws {
    try place.expectRefusal(generate(output: "kept.npy"), status: 64, naming: ["kept.npy"])
    try place.expectRefusal(generate(output: "kept.npy/suite"), status: 69, naming: ["kept.npy"])
    try place.expectRefusal(generate(output: "."), status: 64, naming: ["--resume"])
  }

  /// Damage to a copy of the suite `golden/unequal-wires`.
  enum Damage: String, CaseIterable {
    case noNumbers, noDigest, noRecipe, noTechnology, shortNumbers, emptyNumbers, shortDigest
    case flippedBit, unknownKey

    func apply(to place: Workplace) throws -> (file: String, status: Int32) {
      func cut(_ name: String, to length: (Data) -> Int) throws {
        let data = try Data(contentsOf: place.file("suite/\(name)"))
        try place.write("suite/\(name)", data.prefix(length(data)))
      }
      switch self {
      case .noNumbers, .noDigest, .noRecipe, .noTechnology:
        let names: [Damage: String] = [
          .noNumbers: "suite.h5", .noDigest: "digest.json", .noRecipe: "suite.toml",
          .noTechnology: "technology.toml",
        ]
        let name = names[self] ?? ""
        try FileManager.default.removeItem(at: place.file("suite/\(name)"))
        return (name, 69)
      case .shortNumbers:
        try cut("suite.h5") { $0.count - 100 }
        return ("suite.h5", 65)
      case .emptyNumbers:
        try cut("suite.h5") { _ in 0 }
        return ("suite.h5", 65)
      case .shortDigest:
        try cut("digest.json") { $0.count / 2 }
        return ("digest.json", 65)
      case .flippedBit:
        var data = try Data(contentsOf: place.file("suite/suite.h5"))
        data[data.count / 2] ^= 1
        try place.write("suite/suite.h5", data)
        return ("suite.h5", 65)
      case .unknownKey:
        try place.edit("suite/digest.json", "\"path\"", "\"flavor\" : 1, \"path\"")
        return ("digest.json", 65)
      }
    }
  }

  @Test(arguments: Damage.allCases)
  func `a damaged folder is refused by all who read it`(damage: Damage) throws {
    try place.copy("golden/unequal-wires", as: "suite")
    try place.copy("golden/models", as: "models")
    let (file, status) = try damage.apply(to: place)
    for command in [
      ["golden", "verify", "suite"], ["golden", "show", "suite"],
      ["verify", "--golden", "suite", "--models", "models", "--junit", "kept.npy"],
      ["calibrate", "suite", "--output", "kept.npy"], ["report", "suite", "--output", "kept.npy"],
    ] {
      try place.expectRefusal(command, status: status, naming: [file])
    }
  }

  @Test func `a read with capacitances is written for cases that have transients alone`() throws {
    try place.copy("golden/transients", as: "reads")
    try place.copy("golden/unequal-wires", as: "suite")
    let read = "ohmic-100k-transient-8x8-continuous-exact-transient-array1-multi-level"
    let deck = try place.run([
      "golden", "show", "reads", "--deck", read, "--transient", "--input", "1",
    ])
    #expect(deck.status == 0)
    // The lines of 8 x 8 cells have 128 capacitances; the last one paces the time steps.
    let lines = String(decoding: deck.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("c") } == 129)
    #expect(lines.contains { $0.hasPrefix("tran ") })
    let still = "ohmic-12x30-continuous-exact-array1-multi-level"
    for (command, word) in [
      (["suite", "--deck", still, "--transient"], still), (["reads", "--transient"], "--deck"),
      (["reads", "--deck", read, "--transient", "--input", "2"], "0 to 1"),
    ] {
      try place.expectRefusal(["golden", "show"] + command, status: 64, naming: [word])
    }
  }

  @Test func `an edited digest disagrees`() throws {
    try place.copy("golden/unequal-wires", as: "suite")
    let old = "\"maximum\" : "
    try place.edit("suite/digest.json", old, "\"maximum\" : 1")
    let outcome = try place.run(["golden", "verify", "suite", "--quiet"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("digest.json"))
    try place.expectRefusal(["golden", "show", "suite"], status: 65, naming: ["digest.json"])
  }

  @Test func `shards that are not all there do not make a suite`() throws {
    #expect(try place.run(generate("--shard", "1/2", output: "first")).status == 0)
    for folders in [["first"], ["first", "first"]] {
      try place.expectRefusal(
        ["golden", "merge"] + folders + ["--output", "suite"], status: 69,
        naming: ["1 of 2 cases", "sparse"])
    }
    try place.expectRefusal(
      ["golden", "merge", "first", "none", "--output", "suite"], status: 69, naming: ["none"])
  }
}
