import Campaigns
import Crossbars
import Foundation
import LinearAlgebra
import TestSupport
import Testing

struct VariedSuiteTests {
  private static let recipe = tinyRecipe.replacingOccurrences(
    of: "distribution = \"log-normal\"\nrelative_sigma = 0.1",
    with: "distribution = \"technology\"")

  private func workplace(_ tables: String) throws -> Workplace {
    let workplace = try Workplace(recipe: Self.recipe)
    let file = workplace.folder.file("array.toml")
    let text = try String(contentsOf: file, encoding: .utf8) + tables
    try text.write(to: file, atomically: true, encoding: .utf8)
    return workplace
  }

  @Test func `the technology's variation reaches the blocks that ask for it alone`() throws {
    let tables = "[device_to_device]\ndistribution = \"log-normal\"\nrelative_sigma = 0.2\n"
    let exact = try workplace("").plan().cases
    let varied = try workplace(tables).plan().cases
    #expect(varied[4].slug == "ohmic-3x5-continuous-fabricated-array1-multi-level")
    #expect(varied[0].crossbar.conductances == exact[0].crossbar.conductances)
    let found = varied[4].fabricated
    // Without variation the conductances are the targets.
    #expect(found.record.targets == exact[4].crossbar.conductances)
    let factors = try #require(found.record.deviceFactors)
    #expect(Set(factors.elements).count == 15)
    #expect(
      found.crossbar.conductances.elements
        == zip(found.record.targets.elements, factors.elements).map(*))
  }

  @Test func `the technology's own programming error is drawn cell by cell with its targets`()
    throws
  {
    let error = "[programming]\ndistribution = \"log-normal\"\nrelative_sigma = 0.1\n"
    let named = try Workplace().plan().cases[4].crossbar.conductances
    #expect(try workplace(error).plan().cases[4].crossbar.conductances == named)
  }
}
