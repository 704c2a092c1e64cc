import Crossbars
import Foundation
import Testing

/// Whatever goes wrong with stored data or models, `assay verify` finds it, by more than a digest.
///
/// `scripts/evidence/mutations` prints what these tests find as a table, and does the same to the
/// code of the solvers.
struct MutationTests {
  private static let seed: UInt64 = 4

  private let place: Workplace

  init() throws {
    place = try Workplace()
    try FileManager.default.createDirectory(
      at: place.file("golden/models"), withIntermediateDirectories: true)
    try place.copy("golden/release-numbers.json", as: "golden/release-numbers.json")
    // A folder of models is never empty.
    try bring("unequal-wires")
  }

  private func bring(_ suite: String) throws {
    guard !FileManager.default.fileExists(atPath: place.file("golden/\(suite)").path) else {
      return
    }
    try place.copy("golden/\(suite)", as: "golden/\(suite)")
    let model = "golden/models/\(suite).json"
    if FileManager.default.fileExists(atPath: Program.package.appendingPathComponent(model).path) {
      try place.copy(model, as: model)
    }
  }

  private func verify(_ suite: String) throws -> Program.Outcome {
    try place.run(
      ["verify", "--quiet"]
        + Set(["unequal-wires", suite]).sorted().flatMap { ["--golden", "golden/\($0)"] })
  }

  @Test(
    arguments: Set((Mutation.ofData + Mutation.ofTechnologies + Mutation.ofModels).map(\.suite))
      .sorted())
  func `what is not changed agrees`(suite: String) throws {
    try bring(suite)
    let outcome = try verify(suite)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(arguments: Mutation.ofData + Mutation.ofTechnologies + Mutation.ofModels)
  func `is found`(mutation: Mutation) throws {
    try bring(mutation.suite)
    var generator = SeededGenerator(seed: Self.seed, stream: 1)
    try mutation.apply(place, &generator)
    let outcome = try verify(mutation.suite)
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    #expect(outcome.status == 1, "\(mutation.testDescription) survives: \(outcome.errors)")
    // Everything else still agrees, and nothing but the change is complained about.
    #expect(lines.allSatisfy { $0.contains(mutation.suite) }, "\(outcome.errors)")
    guard ProcessInfo.processInfo.environment["ASSAY_MUTATION_TABLE"] != nil else { return }
    let first = (lines.first ?? "survives").replacingOccurrences(of: "assay: error: ", with: "")
    print("mutation: \(mutation.testDescription) | \(lines.count) | \(first)")
  }
}
