import CrossbarModels
import Foundation
import GoldenData
import LinearAlgebra
import Records
import Testing

/// Whatever is changed by one per cent, `assay verify` finds it and names the place.
struct RegressionGuardTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.copy("golden", as: "golden")
  }

  private func expectDisagreement(_ words: String..., of suite: String) throws {
    try keepModels([suite])
    let outcome = try place.run(
      ["verify", "--golden", "golden/\(suite)", "--models", "golden/models", "--quiet"])
    #expect(outcome.status == 1, "\(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("assay: error: golden/") })
    #expect(
      lines.contains { line in words.allSatisfy { line.contains($0) } },
      "no line with \(words) in:\n\(outcome.errors)")
  }

  /// Expects that numbers without their checksum are not even opened.
  private func expectUnopened(_ suite: String) throws {
    try keepModels([suite])
    try place.expectRefusal(
      ["verify", "--golden", "golden/\(suite)", "--models", "golden/models", "--quiet"], status: 65,
      naming: ["golden/\(suite)/suite.h5", "SHA-256"])
  }

  /// Leaves only the models of some suites, because the others need a second each.
  private func keepModels(_ suites: [String]) throws {
    for name in try FileManager.default.contentsOfDirectory(
      atPath: place.file("golden/models").path)
    where !suites.contains(where: { name == "\($0).json" }) {
      try FileManager.default.removeItem(at: place.file("golden/models/\(name)"))
    }
  }

  /// Stores a changed suite with the old digest, or with one that fits it.
  private func change(
    _ name: String, digested: Bool, _ edit: (inout GoldenSuite) throws -> Void
  ) throws {
    let folder = place.file("golden/\(name)")
    var suite = try GoldenFolder(contentsOf: folder).suite
    try edit(&suite)
    let numbers = try suite.serialized()
    try place.write("golden/\(name)/suite.h5", numbers)
    guard digested else { return }
    var files = ["suite.h5": numbers]
    for text in ["suite.toml", "technology.toml"] {
      files[text] = try Data(contentsOf: folder.appendingPathComponent(text))
    }
    try place.write(
      "golden/\(name)/digest.json", GoldenDigest(suite, files: files).serialized())
  }

  /// `make test` verifies everything; here are the suites that take no time.
  private let quickSuites = ["--golden", "golden/ohmic-100k", "--golden", "golden/unequal-wires"]

  @Test func `what is committed agrees`() throws {
    try keepModels(["ohmic-100k", "unequal-wires"])
    let outcome = try place.run(
      ["verify", "--junit", "verify.xml", "--markdown", "verify.md", "--quiet"] + quickSuites)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    #expect(outcome.text.contains(", 0 failed\n"))
    let report = try String(contentsOf: place.file("verify.xml"), encoding: .utf8)
    #expect(report.contains("failures=\"0\"") && report.contains("unequal-wires.json"))
    let page = try String(contentsOf: place.file("verify.md"), encoding: .utf8)
    #expect(page.contains("and all hold.") && page.contains("| ohmic-100k | 64×64 | nodal"))
    #expect(page.contains("No number moved."))
  }

  @Test func `numbers that moved since the release are told and are no failure`() throws {
    try keepModels(["unequal-wires"])
    try place.edit("golden/release-numbers.json", "\"version\" : \"", "\"version\" : \"old-")
    let path = "golden/release-numbers.json"
    let text = try String(contentsOf: place.file(path), encoding: .utf8)
    let subject = try #require(text.range(of: "\"suite\" : \"unequal-wires\""))
    let digits = try #require(
      text.range(
        of: "\"worst_of_full_scale\" : [^\n]*", options: .regularExpression,
        range: subject.upperBound..<text.endIndex))
    try place.write(
      path, text.replacingCharacters(in: digits, with: "\"worst_of_full_scale\" : 0.5"))
    let outcome = try place.run(["verify", "--quiet", "--golden", "golden/unequal-wires"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.text.contains("since release old-") && outcome.text.contains("was 0.5"))
  }

  @Test(
    arguments: ["ohmic-100k", "sinh-100k"],
    [
      "row_segment_resistance_ohm", "column_segment_resistance_ohm", "driver_resistance_ohm",
      "sense_resistance_ohm", "cell_secant",
    ])
  func `a changed parameter of a model is found`(suite: String, name: String) throws {
    let file = place.file("golden/models/\(suite).json")
    var model = try CalibratedModel(contentsOf: file)
    let index = try #require(model.parameters.firstIndex { $0.name == name })
    let parameter = model.parameters[index]
    // A parameter that the data do not determine may be nothing; a hundredth of it says nothing.
    model.parameters[index].value +=
      0.01 * (parameter.isIdentifiable ? parameter.value : parameter.upper)
    try model.encoded().write(to: file)
    try expectDisagreement("models/\(suite).json", "8x8", of: suite)
  }

  @Test(arguments: ["unequal-wires", "sinh-100k"], [false, true])
  func `a changed current is found`(suite: String, digested: Bool) throws {
    let slug = try GoldenFolder(contentsOf: place.file("golden/\(suite)")).suite.cases[2].slug
    try change(suite, digested: digested) { suite in
      suite.cases[2].columnCurrents[1, 3] *= 1.01
    }
    if digested {
      try expectDisagreement("golden/\(suite): ", slug, "input 1, column 3", of: suite)
    } else {
      try expectUnopened(suite)
    }
    // With its old digest the suite is refused; a fitting digest makes it a suite.
    let show = try place.run(["golden", "show", "golden/\(suite)"])
    #expect(show.status == (digested ? 0 : 65))
  }

  @Test(arguments: [false, true])
  func `changed conductances, inputs and voltages are found`(digested: Bool) throws {
    for (word, edit) in [
      ("conductances", { $0.conductances[2, 3] *= 1.01 }),
      ("inputs", { $0.inputs[1, 2] += 0.01 }),
      ("Kirchhoff", { $0.nodeVoltages?[700] *= 1.01 }),
    ] as [(String, (inout GoldenCase) -> Void)] {
      try FileManager.default.removeItem(at: place.file("golden"))
      try place.copy("golden", as: "golden")
      try change("unequal-wires", digested: digested) { edit(&$0.cases[1]) }
      if digested {
        try expectDisagreement("golden/unequal-wires: ", word, of: "unequal-wires")
      } else {
        try expectUnopened("unequal-wires")
      }
    }
  }

  @Test(arguments: [false, true])
  func `a removed case is found`(digested: Bool) throws {
    try change("unequal-wires", digested: digested) { $0.cases.remove(at: 1) }
    guard digested else { return try expectUnopened("unequal-wires") }
    try expectDisagreement("golden/unequal-wires: ", "suite.h5", "cases", of: "unequal-wires")
  }

  @Test func `cases in another order are found`() throws {
    try change("unequal-wires", digested: true) { $0.cases.swapAt(0, 1) }
    try expectDisagreement("golden/unequal-wires: ", "suite.h5", "cases", of: "unequal-wires")
  }

  @Test(arguments: [false, true])
  func `cases under each other's names are found`(digested: Bool) throws {
    var slugs: [String] = []
    try change("unequal-wires", digested: digested) { suite in
      slugs = suite.cases.prefix(2).map(\.slug)
      suite.cases.swapAt(0, 1)
      (suite.cases[0].slug, suite.cases[1].slug) = (slugs[0], slugs[1])
    }
    guard digested else { return try expectUnopened("unequal-wires") }
    try expectDisagreement("golden/unequal-wires: ", slugs[0], of: "unequal-wires")
  }

  @Test(arguments: [false, true])
  func `exchanged wire resistances are found`(digested: Bool) throws {
    let path = "golden/unequal-wires/technology.toml"
    let text = try String(contentsOf: place.file(path), encoding: .utf8)
    let exchanged = text.replacingOccurrences(of: "row_segment", with: "other_segment")
      .replacingOccurrences(of: "column_segment", with: "row_segment")
      .replacingOccurrences(of: "other_segment", with: "column_segment")
    try #require(exchanged != text)
    try place.write(path, exchanged)
    if digested {
      try change("unequal-wires", digested: true) { $0.technologies[0].text = exchanged }
    }
    try expectDisagreement(
      "golden/unequal-wires: ", digested ? "suite.toml" : "technology.toml", of: "unequal-wires")
  }

  @Test func `a suite without its digest is not passed over`() throws {
    try keepModels(["ohmic-100k"])
    try FileManager.default.removeItem(at: place.file("golden/unequal-wires/digest.json"))
    try place.expectRefusal(["verify"], status: 69, naming: ["unequal-wires/digest.json"])
  }

  @Test func `a model without its suite is not passed over`() throws {
    try FileManager.default.removeItem(at: place.file("golden/unequal-wires"))
    try keepModels(["ohmic-100k", "unequal-wires"])
    let outcome = try place.run(["verify", "--quiet", "--golden", "golden/ohmic-100k"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("models/unequal-wires.json: golden data: no suite"))
  }
}
