import Campaigns
import Configuration
import Foundation
import Crossbars
import LinearAlgebra
import TestSupport
import Testing

struct SuiteRecipeTests {
  private func refusal(replacing text: String, by other: String) throws -> InputError {
    let recipe = tinyRecipe.replacingOccurrences(of: text, with: other)
    try #require(recipe != tinyRecipe)
    return try #require(throws: InputError.self) {
      try SuiteRecipe(ConfigurationDocument(text: recipe, source: "suite.toml"))
    }
  }

  @Test func `a recipe expands into cases in its own order`() throws {
    let workplace = try Workplace()
    let plan = try workplace.plan()
    #expect(
      plan.cases.map(\.slug) == [
        "ohmic-4x4-levels4-exact-array1-binary", "ohmic-4x4-levels4-exact-array1-sparse",
        "ohmic-4x4-levels4-exact-array2-binary", "ohmic-4x4-levels4-exact-array2-sparse",
        "ohmic-3x5-continuous-lognormal-array1-multi-level",
      ])
    #expect(plan.cases[4].crossbar.rows == 3)
    #expect(plan.cases[4].crossbar.columns == 5)
    #expect(plan.cases[0].crossbar.conductances == plan.cases[1].crossbar.conductances)
    #expect(plan.cases[0].crossbar.conductances != plan.cases[2].crossbar.conductances)
    #expect(plan.cases[0].inputs != plan.cases[2].inputs)
  }

  @Test func `cases do not change when another block follows`() throws {
    let workplace = try Workplace()
    let before = try workplace.plan().cases.map { ($0.crossbar.conductances, $0.inputs) }
    let more =
      tinyRecipe + "\n[[cases]]\nrows = 2\ncolumns = 2\nbatch = 1\n"
      + "programming = \"continuous\"\ninputs = [\"binary\"]\n"
    try more.write(to: workplace.recipe, atomically: true, encoding: .utf8)
    let after = try workplace.plan().cases.map { ($0.crossbar.conductances, $0.inputs) }
    #expect(after.count == before.count + 1)
    for (old, new) in zip(before, after) { #expect(old.0 == new.0 && old.1 == new.1) }
  }

  @Test func `inputs have the values and the zeros of their kind`() throws {
    let text = tinyRecipe.replacingOccurrences(of: "batch = 3", with: "batch = 500")
    let workplace = try Workplace(recipe: text)
    let plan = try workplace.plan()
    let binary = plan.cases[0].inputs.elements
    #expect(Set(binary) == [0, 0.25])
    let sparse = plan.cases[1].inputs
    let zeros = sparse.elements.filter { $0 == 0 }.count
    // 2000 draws with p = 0.7 scatter by 20; an all-zero vector, of chance 0.24, is drawn again,
    // which leaves (0.7 − 0.24) / (1 − 0.24) = 0.605 of zeros, 1210.
    #expect((1110...1310).contains(zeros))
    for sample in 0..<sparse.rows { #expect(sparse.row(sample).contains { $0 > 0 }) }
    #expect(plan.cases[4].inputs.elements.allSatisfy { (0...0.25).contains($0) })
  }

  @Test(arguments: [
    ("rows = 4", "rows = 0", "rows"), ("rows = 4", "rows = 4.5", "rows"),
    ("rows = 4", "row = 4", "rows"), ("batch = 3", "batch = -1", "batch"),
    ("\"sparse\"]", "\"sparse\", \"sparse\"]", "inputs"), ("\"sparse\"]", "\"dense\"]", "inputs"),
    ("levels = 4", "levels = 1", "levels"), ("\"levels\"", "\"stripes\"", "programming"),
    ("relative_sigma = 0.1", "relative_sigma = -0.1", "relative_sigma"),
    ("relative_sigma = 0.1", "sigma = 0.1", "relative_sigma"),
    ("seed = 5", "seed = -5", "seed"), ("seed = 5", "seeds = 5", "seeds"),
    ("name = \"tiny\"", "name = \"../tiny\"", "name"), ("schema = 1", "schema = 2", "schema"),
    ("reason = \"for the test\"", "reason = \"\"", "reason"),
    ("reason = \"for the test\"", "", "reason"),
  ])
  func `a wrong key is refused by name`(text: String, other: String, key: String) throws {
    let error = try refusal(replacing: text, by: other)
    #expect(error.source == "suite.toml")
    #expect(error.location?.contains(key) == true, "\(error)")
  }

  @Test(arguments: ["0/2", "3/2", "1", "1/2/3", "a/b", "1/0", "-1/2", ""])
  func `a shard that does not exist is refused`(text: String) {
    #expect(Shard(text) == nil)
  }

  @Test func `shards divide the cases without gap or overlap`() throws {
    let shards = try (1...3).map { try #require(Shard("\($0)/3")) }
    for index in 0..<20 { #expect(shards.filter { $0.contains(index) }.count == 1) }
  }

  @Test(arguments: ["[\"transient\"]", "[\"drive-ramp\", \"drive-ramp\"]", "\"drive-ramp\"", "[1]"])
  func `a list of policies that makes no sense is refused by its key`(list: String) throws {
    let recipe = tinyRecipe.replacingOccurrences(
      of: "[tolerance]",
      with: "[evidence]\nsecond_solver_relative = 1e-9\nfallback = \(list)\n\n[tolerance]")
    let error = try #require(throws: InputError.self) {
      try SuiteRecipe(ConfigurationDocument(text: recipe, source: "suite.toml"))
    }
    #expect(error.location?.contains("fallback") == true, "\(error)")
  }
}
