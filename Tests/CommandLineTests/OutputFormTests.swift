import Foundation
import Testing

/// What goes where: results to standard output, everything else to standard error.
struct OutputFormTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write("tiny.toml", GoldenRefusalTests.recipe)
    try place.copy("golden/unequal-wires", as: "suite")
    try FileManager.default.createDirectory(
      at: place.file("models"), withIntermediateDirectories: false)
    try place.copy("golden/models/unequal-wires.json", as: "models/unequal-wires.json")
  }

  private static let deck = [
    "netlist", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
  ]
  private static let demo = Program.package.appendingPathComponent("demo").path
  private static let evaluate = [
    "evaluate", "--network", "\(demo)/glyphs.onnx", "--dataset",
    "idx:\(demo)/test-images-idx3-ubyte.gz,\(demo)/test-labels-idx1-ubyte.gz", "--limit", "16",
    "--technology", "\(demo)/technology.toml",
  ]

  static let commands = [
    Workplace.simulate(solver: "ideal", output: "I.npy"),
    Workplace.simulate(solver: "fcm", output: "I.npy"),
    Workplace.simulate(solver: "nodal", output: "I.npy"),
    Workplace.simulate(solver: "spice", output: "I.npy"),
    deck, deck + ["--output", "array.cir"],
    ["golden", "generate", "tiny.toml", "--output", "tiny", "--resume"],
    ["golden", "show", "suite"], ["golden", "verify", "suite"],
    ["calibrate", "suite", "--output", "model.json"],
    ["verify", "--golden", "suite", "--models", "models", "--junit", "verify.xml"],
    ["report", "suite", "models/unequal-wires.json", "--output", "page.html"], ["doctor"],
    evaluate + ["--solver", "digital"], evaluate + ["--solver", "ideal"],
    evaluate + ["--solver", "fcm", "--output", "result.json", "--logits", "logits.npy"],
  ]

  @Test(arguments: commands)
  func `json is one value and quiet is silent`(command: [String]) throws {
    let loud = try place.run(command + ["--json"])
    #expect(loud.status == 0, "\(loud.errors)")
    #expect(try loud.json() is [String: Any])
    #expect(loud.text.hasSuffix("}\n"))
    for form in [["--quiet"], ["--quiet", "--json"]] {
      let quiet = try place.run(command + form)
      #expect(quiet.status == 0)
      #expect(quiet.errors.isEmpty, "\(quiet.errors)")
    }
  }

  @Test func `a disagreement is one JSON value too`() throws {
    try place.edit("suite/digest.json", "\"maximum\" : ", "\"maximum\" : 1")
    for command in [
      ["golden", "verify", "suite"], ["verify", "--golden", "suite", "--models", "models"],
    ] {
      let outcome = try place.run(command + ["--json"])
      #expect(outcome.status == 1)
      let report = try #require(try outcome.json() as? [String: Any])
      #expect(report["agrees"] as? Bool == false)
      #expect(outcome.errors.contains("assay: error: suite"))
    }
  }

  /// A locale with decimal commas, made where the system lacks it; nil if it cannot be made.
  private func commas() throws -> [String: String]? {
    let maker = Process()
    maker.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    maker.arguments = [
      "localedef", "-i", "de_DE", "-f", "UTF-8", place.file("de_DE.UTF-8").path,
    ]
    maker.standardOutput = FileHandle.nullDevice
    maker.standardError = FileHandle.nullDevice
    try maker.run()
    maker.waitUntilExit()
    guard maker.terminationStatus == 0 else { return nil }
    return ["LOCPATH": place.folder.path, "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"]
  }

  @Test func `neither the locale nor the threads of libraries change a byte`() throws {
    try place.edit("array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.25")
    let locale = try commas() ?? ["LC_ALL": "de_DE.UTF-8"]
    let environments = [
      locale, ["OMP_NUM_THREADS": "1"], ["OMP_NUM_THREADS": "3", "LC_ALL": "C"],
    ]
    let decks = try environments.map { try place.run(Self.deck, environment: $0).output }
    #expect(Set(decks).count == 1 && !decks[0].isEmpty)
    for solver in ["ideal", "fcm", "nodal", "spice"] {
      let currents = try environments.map { environment in
        let run = Workplace.simulate(solver: solver, output: "I.npy")
        #expect(try place.run(run, environment: environment).status == 0)
        return try Data(contentsOf: place.file("I.npy"))
      }
      #expect(Set(currents).count == 1, "\(solver)")
    }
    let results = try environments.map {
      try place.run(["golden", "show", "suite"], environment: $0).output
    }
    #expect(Set(results).count == 1)
  }

  private func evaluation(
    _ more: String..., environment: [String: String] = [:]
  ) throws -> (result: Data, logits: Data) {
    let outcome = try place.run(
      Self.evaluate + ["--output", "result.json", "--logits", "logits.npy"] + more,
      environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return (
      try Data(contentsOf: place.file("result.json")),
      try Data(contentsOf: place.file("logits.npy"))
    )
  }

  @Test func `the same seed gives the same bytes on any number of threads`() throws {
    let first = try evaluation("--seed", "3", "--trials", "2", "--threads", "1")
    for (threads, library) in [("1", "2"), ("4", "1"), ("3", "3")] {
      let again = try evaluation(
        "--seed", "3", "--trials", "2", "--threads", threads,
        environment: ["OMP_NUM_THREADS": library])
      #expect(again.logits == first.logits, "\(threads) threads")
      #expect(try Self.numbers(again.result) == Self.numbers(first.result), "\(threads) threads")
    }
    let other = try evaluation("--seed", "4", "--trials", "2")
    #expect(other.logits != first.logits)
  }

  @Test func `the protocol of a library does not mix with a result`() throws {
    for name in ["DNNL_VERBOSE", "ONEDNN_VERBOSE"] {
      let outcome = try place.run(Self.evaluate + ["--json"], environment: [name: "2"])
      #expect(outcome.status == 0 && (try? outcome.json()) is [String: Any], "\(outcome.text)")
    }
  }

  /// A result without the durations of the run.
  private static func numbers(_ result: Data) throws -> NSDictionary {
    let value = try #require(try JSONSerialization.jsonObject(with: result) as? [String: Any])
    return value as NSDictionary
  }
}
