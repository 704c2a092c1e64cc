import ArrayStorage
import Configuration
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import TestSupport
import Testing

private func example() -> GoldenSuite {
  let technology = """
    schema = 1
    name = "example"
    cell = { topology = "1R", device = "ohmic", on_resistance_ohm = 1e5, off_resistance_ohm = 6e5 }
    wires = { row_segment_resistance_ohm = 1, column_segment_resistance_ohm = 2 }
    driver = { resistance_ohm = 0 }
    sense = { resistance_ohm = 0 }
    read = { voltage_volt = 0.25 }
    """
  let cases = ["b", "a"].map { name in
    GoldenCase(
      slug: "case-\(name)", setting: CaseSetting(technology: "example", seed: 7),
      conductances: Matrix([[1e-5, 2e-6, 1e-6], [0, 5e-6, 9e-6]]),
      inputs: Matrix([[0.25, 0.1]]), columnCurrents: Matrix([[1e-6, 2e-6, 3e-6]]),
      nodeVoltages: name == "a" ? nil : (0..<12).map { Double($0) / 64 },
      deckDigest: "ab", options: "reltol=1e-9", tolerance: .standard,
      evidence: CaseEvidence(
        path: "direct", kirchhoff: 1e-12, secondSolver: 2e-13))
  }
  return GoldenSuite(
    name: "example", technologies: [GoldenTechnology(key: "example", text: technology)],
    simulator: "ngspice",
    simulatorVersion: "ngspice-39", options: "reltol=1e-9", generator: "assay test",
    fingerprint: "f", cases: cases)
}

/// Writes a suite as a folder, with a digest that has the checksums of its files and else records what
/// `recorded` holds.
private func write(_ suite: GoldenSuite, recording recorded: GoldenSuite, to folder: URL) throws {
  let recipe = Data("name = \"example\"\n".utf8)
  let files = [
    GoldenFolder.numbersName: try suite.serialized(), GoldenFolder.recipeName: recipe,
  ].merging(GoldenFolder.files(of: suite.technologies)) { one, _ in one }
  for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
  try GoldenDigest(recorded, files: files).serialized()
    .write(to: folder.appendingPathComponent(GoldenFolder.digestName))
}

struct GoldenSuiteTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a suite comes back with its cases in order`() throws {
    let suite = example()
    try write(suite, recording: suite, to: folder.url)
    let copy = try GoldenSuite(contentsOf: folder.url)
    #expect(copy.cases == suite.cases)
    #expect(copy.cases.map(\.slug) == ["case-b", "case-a"])
    #expect(copy.technologies == suite.technologies)
    #expect(try copy.onlyTechnology(for: "a test").resistances.columnSegment == 2)
    #expect(
      [copy.simulator, copy.simulatorVersion, copy.options, copy.generator, copy.fingerprint]
        == [
          suite.simulator, suite.simulatorVersion, suite.options, suite.generator,
          suite.fingerprint,
        ])
  }

  /// A suite of two technologies whose first case has all that a case can have.
  private func elaborate() -> GoldenSuite {
    var suite = example()
    suite.technologies.append(
      GoldenTechnology(
        key: "other-1", text: suite.technologies[0].text,
        resources: ["card.mod": ".model n nmos level=1\n", "sweeps.csv": "V,I\n0,0\n"]))
    suite.cases[0].setting = CaseSetting(
      technology: "other-1", seed: 7, array: 3, cycle: 2, read: 4, time: 3600,
      arrangement: .interleaved,
      readMode: ReadMode(unselectedRows: .third, driveSide: .double, senseSide: .both))
    suite.cases[0].targets = Matrix([[1e-5, 0, 1e-6], [0, 5e-6, 9e-6]])
    suite.cases[0].deviations = ArrayDeviations(
      rowWireFactors: [1.1, 0.9], columnWireFactors: [1, 2, 3],
      thresholdShifts: Matrix([[0.01, 0, 0], [0, 0, -0.02]]), senseOffsets: [1e-3, 0, -1e-3],
      ladderMismatch: Matrix([[0.1, 0.2], [0.3, 0.4]]),
      converterMismatch: Matrix([[0.1], [0.2], [0.3]]))
    suite.cases[0].quantities = [
      GoldenQuantity(
        name: "adc_codes", unit: "1", shape: [1, 3], values: [0, 255, 7], tolerance: 0),
      GoldenQuantity(
        name: "read_energy", unit: "J", shape: [1], values: [1e-12], tolerance: 1e-6),
    ]
    suite.cases[0].options = "abstol=1e-15\nabstol=1e-16"
    suite.cases[0].evidence = CaseEvidence(
      path: "homotopy", kirchhoff: 1e-12, secondSolver: 3e-8,
      matrixSolver: "klu")
    return suite
  }

  @Test func `everything that a case can have comes back`() throws {
    let suite = elaborate()
    try FileManager.default.createDirectory(
      at: folder.file("technologies/other-1"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      at: folder.file("technologies/example"), withIntermediateDirectories: true)
    try write(suite, recording: suite, to: folder.url)
    let copy = try GoldenSuite(contentsOf: folder.url)
    #expect(copy.cases == suite.cases)
    #expect(copy.technologies == suite.technologies)
    #expect(try copy.serialized() == suite.serialized())
    #expect(
      copy.cases[0].crossbar(of: try copy.technologies[1].technology()).technology.read.mode
        == suite.cases[0].setting.readMode)
    #expect(throws: InputError.self) { try copy.onlyTechnology(for: "a test") }
    // Every file is in the digest: a changed resource is found by both that carry it.
    try Data("V,I\n0,1\n".utf8).write(to: folder.file("technologies/other-1/sweeps.csv"))
    let findings = try GoldenFolder(contentsOf: folder.url).disagreements
    #expect(findings.count == 2)
    #expect(findings.allSatisfy { $0.contains("technologies/other-1/sweeps.csv") })
  }

  @Test func `numbers that do not fit their case are refused`() throws {
    func refuses(_ change: (inout GoldenCase) -> Void) {
      var suite = elaborate()
      change(&suite.cases[0])
      #expect(throws: InputError.self) { try GoldenSuite(data: suite.serialized(), source: "x") }
    }
    refuses { $0.deviations.senseOffsets = [1] }
    refuses { $0.deviations.rowWireFactors = [1, 1, 1] }
    refuses { $0.deviations.thresholdShifts = Matrix([[1, 2]]) }
    refuses { $0.targets = Matrix([[1, 2]]) }
    refuses { $0.targets?[0, 0] = -1 }
    refuses { $0.quantities[0].values[0] = .infinity }
    refuses { $0.setting.technology = "none" }
    refuses { $0.setting.cycle = 0 }
    refuses { $0.setting.time = -1 }
  }

  @Test func `a quantity is compared with the largest of its numbers`() {
    let stored = GoldenQuantity(
      name: "q", unit: "V", shape: [2], values: [4, 0], tolerance: 0.25)
    var other = stored
    other.values = [4, 1]
    #expect(stored.admits(other))
    other.values = [4, 1.5]
    #expect(!stored.admits(other))
    other.values = [.nan, 0]
    #expect(!stored.admits(other))
  }

  @Test func `node voltages are split into word and bit lines of a sample`() throws {
    let voltages = try #require(example().cases[0].voltages(sample: 0))
    #expect(voltages.wordLine[1, 0] == 3.0 / 64)
    #expect(voltages.bitLine[0, 2] == 8.0 / 64)
    #expect(example().cases[1].voltages(sample: 0) == nil)
  }

  @Test func `a current that was changed by one percent contradicts the digest`() throws {
    let recorded = example()
    var changed = recorded
    changed.cases[1].columnCurrents[0, 1] *= 1.01
    try write(changed, recording: recorded, to: folder.url)
    let stored = try GoldenFolder(contentsOf: folder.url)
    #expect(
      stored.disagreements.contains {
        $0.contains("case case-a") && $0.contains("column_currents")
      })
    #expect(throws: InputError.self) { try GoldenSuite(contentsOf: folder.url) }
  }

  @Test func `edited evidence in the digest is found`() throws {
    let suite = example()
    try write(suite, recording: suite, to: folder.url)
    let place = folder.file(GoldenFolder.digestName)
    let text = try String(contentsOf: place, encoding: .utf8)
    try text.replacingOccurrences(of: "2e-13", with: "1e-13")
      .write(to: place, atomically: true, encoding: .utf8)
    let findings = try GoldenFolder(contentsOf: folder.url).disagreements
    #expect(findings.count == 2)
    #expect(findings.allSatisfy { $0.contains("second_solver_rel_max") })
  }

  @Test func `truncated numbers are malformed and name the file`() throws {
    let suite = example()
    try write(suite, recording: suite, to: folder.url)
    let place = folder.file(GoldenFolder.numbersName)
    let whole = try Data(contentsOf: place)
    try whole.prefix(whole.count / 2).write(to: place)
    let error = #expect(throws: InputError.self) { try GoldenFolder(contentsOf: folder.url) }
    #expect(error?.source == place.path)
    #expect(error?.found.contains("SHA-256") == true)
  }

  @Test(arguments: ["", "{}", "[1]", "{\"schema\": 1"])
  func `a digest that is none is malformed`(text: String) throws {
    let suite = example()
    try write(suite, recording: suite, to: folder.url)
    try Data(text.utf8).write(to: folder.file(GoldenFolder.digestName))
    #expect(throws: InputError.self) { try GoldenFolder(contentsOf: folder.url) }
  }

  @Test(arguments: ["suite.h5", "digest.json", "suite.toml", "technology.toml"])
  func `a missing file is unavailable and named`(name: String) throws {
    let suite = example()
    try write(suite, recording: suite, to: folder.url)
    try FileManager.default.removeItem(at: folder.file(name))
    let error = #expect(throws: UnavailableError.self) { try GoldenFolder(contentsOf: folder.url) }
    #expect(error?.subject == folder.file(name).path)
  }

  @Test func `values that are not finite and shapes that disagree are refused`() throws {
    var suite = example()
    suite.cases[0].columnCurrents[0, 0] = .nan
    #expect(throws: InputError.self) { try GoldenSuite(data: suite.serialized(), source: "x") }
    suite = example()
    suite.cases[0].columnCurrents = Matrix([[1, 2]])
    #expect(throws: InputError.self) { try GoldenSuite(data: suite.serialized(), source: "x") }
    suite = example()
    suite.cases[0].conductances[0, 0] = -1e-6
    #expect(throws: InputError.self) { try GoldenSuite(data: suite.serialized(), source: "x") }
  }

  @Test func `SHA-256 meets the published test vector`() {
    // FIPS 180-2, appendix B.1: the message "abc".
    #expect(
      Checksum.of(Data("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
