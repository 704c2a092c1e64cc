import ArrayStorage
import Campaigns
import Configuration
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import TestSupport
import Testing

/// Golden cases of arrays that a recipe names by their files.
@Suite(.serialized) struct StoredArrayTests {
  let workplace: Workplace
  private let conductances = Matrix([[1e-5, 2e-6], [3e-6, 0], [8e-6, 4e-6]])
  private let inputs = Matrix([[0.25, 0, 0.1], [0.05, 0.2, 0.15]])

  init() throws {
    workplace = try Workplace(
      recipe: """
        schema = 1
        name = "stored"
        technology = "array.toml"
        [[arrays]]
        folder = "layer"
        name = "conv1-array2"

        """)
    try FileManager.default.createDirectory(
      at: workplace.folder.file("layer"), withIntermediateDirectories: true)
    try NPYFile.write(conductances, to: workplace.folder.file("layer/conductances.npy"))
    try NPYFile.write(inputs, to: workplace.folder.file("layer/inputs.npy"))
    try NPYFile.write(
      shape: [3], [1.1, 0.9, 1], to: workplace.folder.file("layer/row_wire_factors.npy"))
    try Data("not a part of it".utf8).write(to: workplace.folder.file("layer/README.md"))
  }

  @Test func `SPICE solves the stored array, and the suite holds it`() async throws {
    let made = try await workplace.generate("a")
    #expect(made.simulated == ["ohmic-3x2-stored-conv1-array2"])
    let item = try #require(
      try GoldenSuite(contentsOf: workplace.folder.file("a")).cases.first)
    #expect(item.conductances == conductances && item.inputs == inputs)
    #expect(item.deviations.rowWireFactors == [1.1, 0.9, 1])
    // Whatever the recipe's folder becomes, the suite has its own copies.
    try FileManager.default.removeItem(at: workplace.folder.file("layer"))
    let verification = try await workplace.check("a", resimulates: true)
    #expect(verification.findings.isEmpty, "\(verification.findings)")
    #expect(verification.cases.map(\.load) == [nil])
  }

  @Test func `a changed copy is found, and so is a missing one`() async throws {
    try await workplace.generate("a")
    let copy = workplace.folder.file("a/arrays/conv1-array2/inputs.npy")
    let own = try Data(contentsOf: copy)
    try NPYFile.write(inputs * Matrix([[1, 0, 0], [0, 1, 0], [0, 0, 0.5]]), to: copy)
    let findings = try await workplace.check("a").findings
    #expect(findings.contains { $0.contains("arrays/conv1-array2/inputs.npy: its SHA-256") })
    #expect(findings.contains { $0.contains("inputs are not those that the recipe draws") })
    try FileManager.default.removeItem(at: copy)
    await #expect(throws: UnavailableError.self) { try await workplace.check("a") }
    try own.write(to: copy)
    #expect(try await workplace.check("a").findings.isEmpty)
  }

  @Test func `a campaign goes on only with the arrays that it was begun with`() async throws {
    try await workplace.generate("a")
    try NPYFile.write(
      Matrix([[0.25, 0, 0.1]]), to: workplace.folder.file("layer/inputs.npy"))
    await #expect(throws: InputError.self) { try await workplace.generate("a", resumes: true) }
  }

  @Test(arguments: [
    ("folder = \"/layer\"", "folder"), ("folder = \"layer\"\nname = \"Conv 1\"", "name"),
    ("folder = \"layer\"\nbatch = 3", "batch"),
    ("folder = \"layer\"\n[[arrays]]\nfolder = \"layer/\"", "name"),
    ("folder = \"layer\"\ntechnology = \"other\"", "technology"), ("", "folder"),
  ])
  func `a malformed entry is refused by its key`(entry: String, key: String) throws {
    let text = "schema = 1\nname = \"stored\"\ntechnology = \"array.toml\"\n[[arrays]]\n\(entry)\n"
    try text.write(to: workplace.recipe, atomically: true, encoding: .utf8)
    let error = try #require(throws: InputError.self) { try workplace.plan() }
    #expect(error.location?.contains("arrays") == true, "\(error)")
    #expect(error.location?.contains(key) == true, "\(error)")
  }

  @Test func `files that do not fit are refused by name`() throws {
    try NPYFile.write(Matrix([[0.25, 0]]), to: workplace.folder.file("layer/inputs.npy"))
    let error = try #require(throws: InputError.self) { try workplace.plan() }
    #expect(error.source.hasSuffix("inputs.npy"), "\(error)")
    try FileManager.default.removeItem(at: workplace.folder.file("layer/inputs.npy"))
    #expect(throws: UnavailableError.self) { try workplace.plan() }
  }
}
