import ArrayStorage
import Campaigns
import Configuration
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import SpiceProtocol
import TestSupport
import Testing

@Suite(.serialized) struct CampaignTests {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  private func parts(_ name: String) throws -> [URL] {
    let folder = workplace.folder.file(name).appendingPathComponent(".parts")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      folder.appendingPathComponent($0)
    }
  }

  @Test func `one job and two jobs give the same bytes`() async throws {
    let (report, simulated) = try await workplace.generate("one", jobs: 1)
    #expect(report.isAssembled)
    #expect(simulated.count == 5)
    // Linear circuits: the simulator is at rounding, and the nodal solver with it.
    #expect(report.worstSecondSolver < 1e-12)
    try await workplace.generate("two", jobs: 2)
    let bytes = try workplace.bytes("one")
    #expect(bytes.keys.sorted() == ["digest.json", "suite.h5", "suite.toml", "technology.toml"])
    #expect(try workplace.bytes("two") == bytes)
  }

  @Test func `a suite of several technologies keeps their files and can be resumed`() async throws {
    let text = tinyRecipe.replacingOccurrences(
      of: "technology = \"array.toml\"", with: "technologies = [\"array.toml\", \"second.toml\"]")
    let workplace = try Workplace(recipe: text)
    try FileManager.default.copyItem(
      at: workplace.folder.file("array.toml"), to: workplace.folder.file("second.toml"))
    let (report, _) = try await workplace.generate("a", shard: "1/2")
    #expect(report.total == 5)
    #expect(try await workplace.generate("a", resumes: true).simulated.count == 5)
    #expect(try await workplace.generate("a", resumes: true).simulated.isEmpty)
    let check = try await workplace.check("a")
    #expect(check.findings.isEmpty, "\(check.findings)")
    let suite = check.folder.suite
    #expect(suite.technologies.map(\.key) == ["array", "second"])
    #expect(suite.cases[0].slug.hasPrefix("array-4x4"))
    for shard in 1...2 { try await workplace.generate("s\(shard)", shard: "\(shard)/2") }
    _ = try CampaignMerge.merge(
      [1, 2].map { workplace.folder.file("s\($0)") }, into: workplace.folder.file("m"),
      generator: "assay test")
    for path in ["suite.h5", "digest.json", "technologies/second/technology.toml"] {
      #expect(
        try Data(contentsOf: workplace.folder.file("m/\(path)"))
          == Data(contentsOf: workplace.folder.file("a/\(path)")))
    }
    // Another technology in the folder is another campaign.
    try Data("schema = 1".utf8).write(
      to: workplace.folder.file("a/technologies/second/technology.toml"))
    await #expect(throws: InputError.self) { try await workplace.generate("a", resumes: true) }
  }

  @Test func `a varied array keeps its targets and deviations, and verifies`() async throws {
    let text = tinyRecipe.replacingOccurrences(
      of: "levels = 4\n  inputs", with: "levels = 4\n  distribution = \"technology\"\n  inputs"
    ).replacingOccurrences(
      of: "levels = 4\ninputs", with: "levels = 4\ndistribution = \"technology\"\ninputs")
    let workplace = try Workplace(recipe: text)
    let place = workplace.folder.file("array.toml")
    let tables =
      "[programming]\ndistribution = \"log-normal\"\nrelative_sigma = 0.1\n"
      + "[mismatch]\nrow_width_relative_sigma = 0.1\n"
    try (String(contentsOf: place, encoding: .utf8) + tables)
      .write(to: place, atomically: true, encoding: .utf8)
    try await workplace.generate("a")
    let check = try await workplace.check("a", resimulates: true)
    #expect(check.findings.isEmpty, "\(check.findings)")
    let item = check.folder.suite.cases[0]
    #expect(item.slug == "ohmic-4x4-levels4-fabricated-array1-binary")
    #expect(item.targets != nil && item.targets != item.conductances)
    #expect(item.deviations.rowWireFactors?.count == 4)
  }

  @Test func `what is finished is not repeated and a damaged part is`() async throws {
    try await workplace.generate("whole")
    try await workplace.generate("half", shard: "1/2")
    #expect(try parts("half").count == 3)
    var damaged = try Data(contentsOf: parts("half")[0])
    damaged[damaged.count / 2] ^= 1
    try damaged.write(to: parts("half")[0])
    let (report, simulated) = try await workplace.generate("half", resumes: true)
    #expect(report.reused == 2)
    #expect(simulated.count == 3)
    #expect(try workplace.bytes("half") == workplace.bytes("whole"))
    let (again, none) = try await workplace.generate("half", resumes: true)
    #expect(none.isEmpty)
    #expect(again.reused == 5 && again.isAssembled)
  }

  @Test func `a campaign killed while it assembled is completed without simulation`() async throws {
    try await workplace.generate("whole")
    try await workplace.generate("a", shard: "1/2")
    try await workplace.generate("a", shard: "2/2", resumes: true)
    // The state after the numbers were written, and a temporary file of the digest was begun.
    let whole = try workplace.bytes("whole")
    try whole["suite.h5"]?.write(to: workplace.folder.file("a/suite.h5"))
    try Data("{".utf8).write(to: workplace.folder.file("a/.assay-1.partial"))
    let (report, simulated) = try await workplace.generate("a", resumes: true)
    #expect(simulated.isEmpty && report.isAssembled)
    #expect(try workplace.bytes("a") == whole)
  }

  @Test func `a suite killed while its parts were removed is complete`() async throws {
    try await workplace.generate("whole")
    let whole = try workplace.bytes("whole")
    try FileManager.default.createDirectory(
      at: workplace.folder.file("whole/.parts"), withIntermediateDirectories: false)
    try Data("x".utf8).write(to: workplace.folder.file("whole/.parts/left.part"))
    let (_, simulated) = try await workplace.generate("whole", resumes: true)
    #expect(simulated.isEmpty)
    #expect(try workplace.bytes("whole") == whole)
  }

  @Test func `a folder that is not empty is refused and left alone`() async throws {
    try await workplace.generate("whole")
    let whole = try workplace.bytes("whole")
    await #expect(throws: UsageError.self) { try await workplace.generate("whole") }
    #expect(try workplace.bytes("whole") == whole)
  }

  @Test func `another recipe is refused`() async throws {
    try await workplace.generate("a", shard: "1/2")
    let other = tinyRecipe.replacingOccurrences(of: "seed = 5", with: "seed = 6")
    try other.write(to: workplace.recipe, atomically: true, encoding: .utf8)
    await #expect(throws: InputError.self) { try await workplace.generate("a", resumes: true) }
    // Also if somebody replaces the copy: every part carries its fingerprint.
    try other.write(
      to: workplace.folder.file("a/suite.toml"), atomically: true, encoding: .utf8)
    await #expect(throws: InputError.self) { try await workplace.generate("a", resumes: true) }
  }

  @Test func `merged shards have the bytes of an undivided run`() async throws {
    try await workplace.generate("whole")
    for shard in 1...3 { try await workplace.generate("s\(shard)", shard: "\(shard)/3") }
    let folders = [3, 1, 2].map { workplace.folder.file("s\($0)") }
    let report = try CampaignMerge.merge(
      folders, into: workplace.folder.file("merged"), generator: "assay test")
    #expect(report.isAssembled)
    #expect(try workplace.bytes("merged") == workplace.bytes("whole"))
    let error = #expect(throws: UnavailableError.self) {
      try CampaignMerge.merge(
        Array(folders.dropLast()), into: workplace.folder.file("gap"), generator: "assay test")
    }
    #expect(error?.subject == "2 of 5 cases")
    #expect(!workplace.folder.names.contains("gap"))
  }

  @Test func `a case out of its bounds fails alone and nothing is assembled`() async throws {
    // No simulator meets a bound of zero for the Kirchhoff residual of all cases.
    let strict = tinyRecipe + "\n[evidence]\nsecond_solver_relative = 0\n"
    let workplace = try Workplace(recipe: strict)
    let (report, simulated) = try await workplace.generate("a")
    #expect(!report.failures.isEmpty)
    #expect(report.failures.count + simulated.count == 5)
    #expect(report.failures.allSatisfy { $0.code == .residualTooLarge })
    #expect(report.failuresAreVerdicts && !report.isAssembled)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: workplace.folder.file("a").path)
    #expect(names.sorted() == [".parts", "suite.toml", "technology.toml"])
  }

  @Test func `a folder is held by one campaign at a time`() async throws {
    let url = workplace.folder.file("held")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    let descriptor = open(url.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    let error = await #expect(throws: UnavailableError.self) {
      try await workplace.generate("held")
    }
    #expect(error?.reason.contains("another process") == true)
  }
}
