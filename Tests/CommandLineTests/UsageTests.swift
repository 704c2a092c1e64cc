import Foundation
import Testing

/// Command lines that ask for what does not exist, and files that are not there.
struct UsageTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write("tiny.toml", GoldenRefusalTests.recipe)
  }

  @Test(arguments: [
    ["frobnicate"], ["golden", "frobnicate"], ["simulate"], ["netlist"], ["evaluate"],
    ["calibrate"], ["report"], ["golden", "generate"], ["golden", "merge"], ["golden", "show"],
    ["doctor", "--loud"], ["simulate", "--solver", "magic"], ["verify", "golden"],
    ["calibrate", "suite", "--output", "kept.npy", "--model", "cubic"],
    ["golden", "generate", "tiny.toml", "--output", "suite", "--shard", "3/2"],
    ["golden", "generate", "tiny.toml", "--output", "suite", "--shard", "0/2"],
    ["golden", "generate", "tiny.toml", "--output", "suite", "--shard", "1/0"],
    ["golden", "generate", "tiny.toml", "--output", "suite", "--shard", "half"],
    ["golden", "generate", "tiny.toml", "--output", "suite", "--jobs", "0"],
    ["golden", "generate", "tiny.toml", "--output", "suite", "--jobs", "-1"],
    ["golden", "generate", "tiny.toml", "--output", "suite", "--jobs", "1.5"],
    ["golden", "verify", "suite", "--jobs", "0"], ["demo", "--output", "demo", "--jobs", "0"],
  ])
  func `is refused with a word on what is accepted`(arguments: [String]) throws {
    let named = arguments.last { !$0.hasPrefix("-") } ?? ""
    let words = arguments.contains("3/2") ? ["3/2", "i/n"] : []
    #expect(!named.isEmpty)
    try place.expectRefusal(arguments, status: 64, naming: words)
  }

  @Test(arguments: [
    ["--limit", "0"], ["--limit", "-3"], ["--trials", "0"], ["--trials", "many"],
    ["--threads", "0"], ["--seed", "-1"], ["--seed", "1.5"], ["--solver", "spice"],
    ["--logits", "same", "--output", "same"], ["--model", "model.json"],
  ])
  func `an evaluation with an impossible option is refused`(option: [String]) throws {
    let arguments =
      ["evaluate", "--network", "n.onnx", "--dataset", "idx:a,b", "--technology", "array.toml"]
      + (option[0] == "--solver" ? [] : ["--solver", "ideal"])
    try place.expectRefusal(arguments + option, status: 64, naming: [option[0]])
  }

  @Test func `missing files and folders in their place are named`() throws {
    try FileManager.default.createDirectory(
      at: place.file("folder"), withIntermediateDirectories: false)
    for name in ["none", "folder"] {
      for run in [
        Workplace.simulate(technology: name), Workplace.simulate(conductances: name),
        Workplace.simulate(inputs: name),
        Workplace.simulate(solver: "fcm") + ["--model", name],
        ["golden", "generate", name, "--output", "suite"], ["golden", "show", name],
        ["golden", "verify", name], ["calibrate", name, "--output", "kept.npy"],
        ["report", name, "--output", "kept.npy"], ["verify", "--golden", name, "--models", name],
      ] {
        try place.expectRefusal(run, status: 69, naming: [name])
      }
    }
  }

  @Test func `an output that cannot be written is refused before the work`() throws {
    try place.copy("golden/unequal-wires", as: "suite")
    try place.copy("golden/models", as: "models")
    for output in ["none/out", ".", "kept.npy/out", "/proc/self/none/out"] {
      for run in [
        Workplace.simulate(output: output), Workplace.simulate(solver: "spice", output: output),
        [
          "netlist", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
          "--output", output,
        ],
        ["calibrate", "suite", "--output", output], ["report", "suite", "--output", output],
        ["verify", "--golden", "suite", "--models", "models", "--junit", output],
      ] {
        try place.expectRefusal(run, status: 69, naming: [])
      }
    }
  }

  @Test func `a missing worker is named and leaves other solvers alone`() throws {
    let environment = ["ASSAY_SPICE_WORKER": "/none/worker"]
    for run in [
      Workplace.simulate(solver: "spice"), ["doctor"],
      ["golden", "generate", "tiny.toml", "--output", "suite"],
    ] {
      try place.expectRefusal(
        run, status: 69, naming: ["/none/worker"], environment: environment)
    }
    let nodal = Workplace.simulate(output: "I.npy")
    #expect(try place.run(nodal, environment: environment).status == 0)
  }

  @Test func `what is no worker is told from a wrong deck`() throws {
    try place.expectRefusal(
      Workplace.simulate(solver: "spice"), status: 69, naming: ["/bin/true"],
      environment: ["ASSAY_SPICE_WORKER": "/bin/true"])
  }

  @Test(arguments: [
    [], ["demo"], ["netlist"], ["simulate"], ["golden"], ["golden", "generate"],
    ["golden", "merge"], ["golden", "verify"], ["golden", "show"], ["calibrate"], ["verify"],
    ["evaluate"], ["report"], ["doctor"],
  ])
  func `help says what a command does and shows an example`(command: [String]) throws {
    let outcome = try place.run(command + ["--help"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.text.contains("USAGE: assay"))
    #expect(command.isEmpty || outcome.text.contains("Example: assay "))
  }
}
