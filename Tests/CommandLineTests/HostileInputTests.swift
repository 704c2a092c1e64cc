import Foundation
import Testing

/// Inputs that were made to do harm: to end the program, to command a terminal or a simulator.
struct HostileInputTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private static let netlist = [
    "netlist", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
  ]

  @Test(arguments: ["[<cell>]\n", [String](repeating: "a", count: 100_000).joined(separator: ".")])
  func `a configuration that ends other parsers is refused with its line`(text: String) throws {
    try place.write("bad.toml", text)
    for command in [
      ["golden", "plan", "bad.toml"], ["golden", "slurm", "bad.toml", "--output", "cluster"],
      ["golden", "generate", "bad.toml", "--output", "suite"],
      Workplace.simulate(technology: "bad.toml"),
    ] {
      try place.expectRefusal(command, status: 65, naming: ["bad.toml", "line 1"])
    }
  }

  @Test func `files that are too large are refused at once, with the limit`() throws {
    try place.write("large.toml", Data(repeating: UInt8(ascii: "\n"), count: 54 << 20))
    try place.write("large.csv", Data(repeating: UInt8(ascii: "#"), count: 54 << 20))
    let begun = ContinuousClock.now
    try place.expectRefusal(
      Workplace.simulate(technology: "large.toml"), status: 65, naming: ["large.toml", "1048576"])
    try place.expectRefusal(
      ["calibrate", "--statistics", "large.csv", "--output", "kept.npy"], status: 65,
      naming: ["large.csv", "16777216"])
    // Reading 54 MB takes a minute; most of this is the comparison of the folder.
    #expect(ContinuousClock.now - begun < .seconds(20))
  }

  /// Quoted by messages: escape sequences, a bell, the control set of eight bits, direction marks.
  static let commands = "\u{1B}]0;title\u{7}\u{1B}[2J\u{9B}31m\u{202E}\u{2066}\u{2028}"

  private func expectNoCommands(_ arguments: [String], status: Int32) throws {
    let outcome = try place.run(arguments)
    #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
    for text in [outcome.text, outcome.errors] {
      for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\t" {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          Issue.record("\(arguments) printed U+\(String(scalar.value, radix: 16))")
        default: break
        }
      }
    }
  }

  @Test func `nothing that is quoted commands a terminal`() throws {
    let escaped = "\\u001b]0;title\\u0007\\u001b[2J\\u009b31m\\u202e\\u2066\\u2028\\n"
    // Values, keys and names of a technology.
    for (old, new, status) in [
      ("\"ohmic\"", "\"\(escaped)\"", 65), ("levels = 4", "\"\(escaped)\" = 4", 65),
      ("levels = 4", "levels = \"\(escaped)\"", 65), ("[read]", "[\"\(escaped)\"]\n[read]", 65),
      ("\"array\"", "\"\(escaped)\"", 65), ("levels", "levels \u{9B}\u{202E}", 65),
    ] as [(String, String, Int32)] {
      try place.write("array.toml", Workplace.technology)
      try place.edit("array.toml", old, new)
      try expectNoCommands(Workplace.simulate(), status: status)
      try expectNoCommands(Self.netlist, status: status)
      try expectNoCommands(Self.netlist + ["--json"], status: status)
    }
    try place.write("array.toml", Workplace.technology)
    // Names of files, and arguments that are not understood.
    try expectNoCommands(Workplace.simulate(technology: Self.commands), status: 69)
    try expectNoCommands(Workplace.simulate(solver: Self.commands), status: 64)
    try expectNoCommands([Self.commands], status: 64)
    try expectNoCommands(["golden", "plan", "--\(Self.commands)"], status: 64)
    // The header of an array, and the keys of a record.
    try place.write(
      "G.npy", ArrayBytes.file(Self.commands, "(4, 3)", ArrayBytes.body(Workplace.inputs[0])))
    try expectNoCommands(Workplace.simulate(), status: 65)
    for text in [
      "{\"kind\": \"\(escaped)\"}", "{\"\(escaped)\": 1}",
      "{\"kind\": \"evaluation\", \"\(escaped)\": [}",
    ] {
      try place.write("result.json", text)
      try expectNoCommands(["report", "result.json", "--output", "kept.npy"], status: 65)
    }
  }

  @Test func `a card of a transistor that is more than a card is refused by every command`() throws
  {
    let names = ["1t1r-bsim4-50k.toml", "nmos-90x45-bsim4.lib", "nmos-90x45-bsim4-1v.transistor"]
    for name in names { try place.copy("netlists/technologies/\(name)", as: name) }
    let card = try String(contentsOf: place.file(names[1]), encoding: .utf8)
    try place.write(
      "recipe.toml", GoldenRefusalTests.recipe.replacing("array.toml", with: names[0]))
    let simulate = Workplace.simulate(technology: names[0], output: "kept.npy")
    for (line, words) in [
      ("*# shell touch pwned", ["line 1", "*#"]), ("+ vth0={1/0}", ["line", "vth0"]),
      ("+ vth0=1e400", ["line", "vth0"]), ("+ vthzero=0.9", ["line", "vthzero"]),
      (".include other.lib", ["line", ".include"]),
    ] {
      try place.write(names[1], line.hasPrefix("*") ? line + "\n" + card : card + line + "\n")
      for command in [
        simulate, Self.netlist.map { $0 == "array.toml" ? names[0] : $0 },
        ["golden", "plan", "recipe.toml"],
        ["golden", "generate", "recipe.toml", "--output", "suite"],
        [
          "transistor", "--card", names[1], "--name", "access90x45", "--width", "90e-9", "--length",
          "45e-9", "--gate-voltage", "1", "--largest-voltage", "0.5", "--output", "kept.npy",
        ],
      ] {
        try place.expectRefusal(command, status: 65, naming: [names[1]] + words)
      }
    }
  }

  @Test(arguments: [.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-200, 1e-25, 1e13, 1e308])
  func `conductances that no circuit can hold are refused with their place`(value: Double) throws {
    var cells = Workplace.conductances
    cells[2][1] = value
    try place.write("G.npy", ArrayBytes.matrix(cells))
    for solver in ["ideal", "fcm", "nodal", "spice"] {
      try place.expectRefusal(
        Workplace.simulate(solver: solver), status: 65,
        naming: ["G.npy", "row 2, column 1", "\(value) S", "0 S, or"])
    }
    try place.expectRefusal(Self.netlist, status: 65, naming: ["G.npy", "row 2, column 1"])
  }

  @Test(arguments: [0, 1e-24, 1e-18])
  func `the smallest conductances are read by every solver`(value: Double) throws {
    var cells = Workplace.conductances
    cells[2][1] = value
    try place.write("G.npy", ArrayBytes.matrix(cells))
    for solver in ["ideal", "fcm", "nodal", "spice"] {
      let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy"))
      #expect(outcome.status == 0, "\(solver): \(outcome.errors)")
    }
  }

  @Test func `golden data that are damaged are refused before they are opened`() throws {
    try place.copy("golden/unequal-wires", as: "suite")
    try place.copy("golden/models", as: "models")
    var data = try Data(contentsOf: place.file("suite/suite.h5"))
    // The root group's symbol table and what follows it: the library would follow wild addresses.
    for offset in stride(from: 80, to: 4000, by: 3) { data[offset] = 0xff }
    try place.write("suite/suite.h5", data)
    for command in [
      ["golden", "verify", "suite"], ["golden", "show", "suite"],
      ["calibrate", "suite", "--output", "kept.npy"], ["report", "suite", "--output", "kept.npy"],
      ["verify", "--golden", "suite", "--models", "models"],
    ] {
      try place.expectRefusal(command, status: 65, naming: ["suite.h5", "SHA-256"])
    }
  }

  @Test func `a worker is not taken from the working folder`() throws {
    let folder = place.file(".build/release")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try place.write(".build/release/assay-spice-worker", "#!/bin/sh\ntouch pwned\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: place.file(".build/release/assay-spice-worker").path)
    try FileManager.default.copyItem(at: try Program.executable, to: place.file("assay"))
    let outcome = try Program.shell(
      "./assay doctor > said 2>&1; echo $? > status", [], in: place.folder)
    #expect(outcome.status == 0)
    #expect(try String(contentsOf: place.file("status"), encoding: .utf8) == "69\n")
    #expect(!FileManager.default.fileExists(atPath: place.file("pwned").path))
    let said = try String(contentsOf: place.file("said"), encoding: .utf8)
    #expect(said.contains("assay-spice-worker") && said.contains("ASSAY_SPICE_WORKER"))
  }

  @Test func `a place for temporary files that is none is named`() throws {
    for folder in ["/dev/null", place.file("none").path] {
      try place.expectRefusal(
        ["doctor"], status: 69, naming: [folder, "TMPDIR"], environment: ["TMPDIR": folder])
    }
  }
}
