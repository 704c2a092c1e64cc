import Campaigns
import Configuration
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import TestSupport
import Testing

/// A recipe with one block, whose keys a test gives.
private func recipe(_ keys: String, head: String = "technology = \"array.toml\"") -> String {
  """
  schema = 1
  name = "grid"
  \(head)
  seed = 5
  [[cases]]
  programming = "continuous"
  batch = 2
  \(keys)

  """
}

struct GridTests {
  private static let inputs = "inputs = [\"multi-level\"]"

  private func plan(_ keys: String, head: String = "technology = \"array.toml\"") throws
    -> CampaignPlan
  {
    try Workplace(recipe: recipe(keys + "\n" + Self.inputs, head: head)).plan()
  }

  @Test func `a grid has every combination once, in the order of its keys`() throws {
    let plan = try plan(
      """
      sizes = ["2x3", "4x2"]
      arrays = 2
      unselected_rows = ["grounded", "half"]
      sense = ["bottom", "both"]
      """)
    #expect(plan.cases.count == 2 * 2 * 2 * 2)
    #expect(Set(plan.cases.map(\.slug)).count == 16)
    #expect(
      plan.cases.prefix(8).map(\.slug) == [
        "ohmic-2x3-continuous-exact-array1-multi-level",
        "ohmic-2x3-continuous-exact-array2-multi-level",
        "ohmic-2x3-continuous-exact-both-array1-multi-level",
        "ohmic-2x3-continuous-exact-both-array2-multi-level",
        "ohmic-2x3-continuous-exact-half-array1-multi-level",
        "ohmic-2x3-continuous-exact-half-array2-multi-level",
        "ohmic-2x3-continuous-exact-half-both-array1-multi-level",
        "ohmic-2x3-continuous-exact-half-both-array2-multi-level",
      ])
    #expect(plan.cases[6].setting.readMode.senseSide == .both)
    #expect(plan.cases[6].technology.read.mode == plan.cases[6].setting.readMode)
  }

  @Test func `the same arrays and inputs are read in every mode`() throws {
    let cases = try plan(
      "sizes = [\"5x4\"]\ndrive = [\"single\", \"double\"]\nunselected_rows = [\"grounded\", \"half\"]"
    ).cases
    #expect(cases.count == 4)
    for other in cases.dropFirst() {
      #expect(other.crossbar.conductances == cases[0].crossbar.conductances)
      #expect(other.inputs == cases[0].inputs)
    }
  }

  @Test func `sizes of a list are other arrays, and the first is that of rows and columns`() throws
  {
    let one = try plan("rows = 4\ncolumns = 4").cases
    let several = try plan("sizes = [\"4x4\", \"5x5\"]").cases
    #expect(several[0].crossbar.conductances == one[0].crossbar.conductances)
    #expect(several[0].inputs == one[0].inputs)
    let corner = (0..<4).flatMap { row in
      (0..<4).map { several[1].crossbar.conductances[row, $0] }
    }
    #expect(corner != one[0].crossbar.conductances.elements)
  }

  @Test func `several technologies are named, and their files have different names`() throws {
    let workplace = try Workplace(
      recipe: recipe(
        "sizes = [\"2x2\"]\n" + Self.inputs,
        head: "technologies = [\"array.toml\", \"other/Wide_1.toml\"]"))
    let text = try String(contentsOf: workplace.folder.file("array.toml"), encoding: .utf8)
    try FileManager.default.createDirectory(
      at: workplace.folder.file("other"), withIntermediateDirectories: false)
    try text.replacingOccurrences(of: "100e3", with: "50e3").write(
      to: workplace.folder.file("other/Wide_1.toml"), atomically: true, encoding: .utf8)
    let plan = try workplace.plan()
    #expect(
      plan.cases.map(\.slug) == [
        "array-2x2-continuous-exact-array1-multi-level",
        "wide-1-2x2-continuous-exact-array1-multi-level",
      ])
    #expect(plan.cases.map(\.setting.technology) == ["array", "wide-1"])
    #expect(plan.cases[1].technology.cell.onResistance == 50e3)
    // The same draw between off and on: what differs is the technology alone.
    let states = plan.cases.map { item in
      (item.crossbar.conductances[1, 0] - item.technology.cell.offConductance)
        / (item.technology.cell.onConductance - item.technology.cell.offConductance)
    }
    // Two roundings of numbers of order 1.
    #expect((states[0] - states[1]).magnitude < 1e-15)
  }

  @Test func `arrangements hold signed weights in their columns`() throws {
    let cases = try plan(
      "sizes = [\"5x6\"]\narrangement = [\"plain\", \"interleaved\", \"reference-column\"]"
    ).cases
    #expect(cases.map(\.setting.arrangement) == [.plain, .interleaved, .referenceColumn])
    #expect(cases[1].slug.hasPrefix("ohmic-5x6-continuous-exact-interleaved-array1"))
    let off = cases[0].technology.cell.offConductance
    let middle = (off + cases[0].technology.cell.onConductance) / 2
    for row in 0..<5 {
      for pair in 0..<3 {
        let cells = (0..<2).map { cases[1].crossbar.conductances[row, 2 * pair + $0] }
        #expect(cells.min() == off)
      }
      // Two roundings of numbers of the size of the result.
      #expect(
        (cases[2].crossbar.conductances[row, 5] / middle - 1).magnitude < 4 * Double.ulpOfOne)
    }
  }

  @Test func `driven rows are the same in a batch and never at zero`() throws {
    let cases = try plan("sizes = [\"6x2\"]\narrays = 4\ndriven_rows = 2").cases
    var selections: Set<[Int]> = []
    for item in cases {
      #expect(item.slug.contains("-2driven-"))
      let patterns = (0..<item.inputs.rows).map { sample in
        (0..<6).filter { item.inputs[sample, $0] != 0 }
      }
      #expect(Set(patterns).count == 1)
      #expect(patterns[0].count == 2)
      selections.insert(patterns[0])
    }
    #expect(selections.count > 1)
  }

  @Test(arguments: [
    ("rows = 4\ncolumns = 4\nsizes = [\"2x2\"]", "rows", "both rows and sizes"),
    ("sizes = [\"2x\"]", "sizes", "\"2x\""), ("sizes = [\"02x2\"]", "sizes", "\"02x2\""),
    ("sizes = [\"2x2\", \"2x2\"]", "sizes", "each at most once"), ("sizes = []", "sizes", "empty"),
    ("sizes = [\"2x2000\"]", "sizes", "1024"),
    ("sizes = [\"2x2\"]\ndrive = \"triple\"", "drive", "\"single\" | \"double\""),
    ("sizes = [\"2x2\"]\ndrive = [\"single\", \"single\"]", "drive", "at most once"),
    ("sizes = [\"2x2\"]\nunselected_rows = []", "unselected_rows", "empty list"),
    ("sizes = [\"4x4\", \"2x2\"]\ndriven_rows = 3", "driven_rows", "3 of 2 rows"),
    ("sizes = [\"2x3\"]\narrangement = \"interleaved\"", "arrangement", "3 columns"),
    ("sizes = [\"2x1\"]\narrangement = \"reference-column\"", "arrangement", "1 columns"),
    ("sizes = [\"2x2\"]\narrangement = \"striped\"", "arrangement", "\"plain\""),
    ("sizes = [\"2x2\"]\ncycles = 2", "cycles", "distribution = \"technology\""),
    ("sizes = [\"2x2\"]\nreads = 2", "reads", "distribution = \"technology\""),
    ("sizes = [\"2x2\"]\ntime_second = [1, 1]", "time_second", "at most once"),
    ("sizes = [\"2x2\"]\ntime_second = -1", "time_second", "from 0"),
    ("sizes = [\"2x2\"]\ntechnologies = [\"none\"]", "technologies", "\"array\""),
    ("sizes = [\"2x2\"]\nnode_voltages = 1", "node_voltages", "true or false"),
  ])
  func `what makes no sense is refused by name`(keys: String, key: String, words: String) throws {
    let error = try #require(throws: InputError.self) { try plan(keys) }
    #expect(error.location?.contains("cases[0].\(key)") == true, "\(error)")
    #expect("\(error)".contains(words), "\(error)")
  }

  @Test func `inputs that contradict driven rows are refused`() throws {
    for (inputs, words) in [
      ("sparse", "sparse"), ("binary", "all alike"), ("one-end", "one-end"),
    ] {
      let text = recipe("sizes = [\"4x4\"]\ndriven_rows = 2\ninputs = [\"\(inputs)\"]")
      let error = try #require(throws: InputError.self) { try Workplace(recipe: text).plan() }
      #expect("\(error)".contains(words), "\(error)")
    }
  }

  @Test func `kinds of load are drawn as errors are stated by them`() throws {
    let kinds = InputKind.allCases.filter { $0.load != nil }
    #expect(kinds.compactMap(\.load) == LoadKind.allCases)
    let names = kinds.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    let text = recipe("sizes = [\"64x2\"]\ninputs = [\(names)]").replacing(
      "batch = 2", with: "batch = 40")
    let cases = try Workplace(recipe: text).plan().cases
    for (item, kind) in zip(cases, kinds) {
      #expect(item.slug.hasSuffix("-array1-\(kind.rawValue)"))
      let found = LoadComposition(item.inputs, voltage: item.technology.read.voltage)
      // Every vector drives a row, and a small part of them looks like another kind.
      #expect(found.idle == 0 && found.vectors == 40)
      let right = try #require(kind.load.map { found.counts[$0, default: 0] })
      #expect(right >= 34, "\(kind): \(found)")
    }
    let narrow = recipe("sizes = [\"1x2\"]\ninputs = [\"one-end\"]")
    let error = try #require(throws: InputError.self) { try Workplace(recipe: narrow).plan() }
    #expect("\(error)".contains("at least 2 rows"), "\(error)")
  }

  @Test func `transients need line capacitances and a long enough read`() throws {
    let keys = "sizes = [\"2x2\"]"
    let text = recipe(keys + "\n" + Self.inputs) + "[cases.transient]\nduration_second = 1e-6\n"
    let workplace = try Workplace(recipe: text)
    let error = try #require(throws: InputError.self) { try workplace.plan() }
    #expect("\(error)".contains("[capacitance]"), "\(error)")
    let place = workplace.folder.file("array.toml")
    let tables =
      "[capacitance]\nword_line_per_cell_farad = 1e-15\nbit_line_per_cell_farad = 1e-15\n"
      + "rise_time_second = 1e-10\n"
    try (String(contentsOf: place, encoding: .utf8) + tables)
      .write(to: place, atomically: true, encoding: .utf8)
    let planned = try workplace.plan().cases
    #expect(planned.map(\.slug) == ["ohmic-2x2-continuous-exact-transient-array1-multi-level"])
  }

  @Test(arguments: [
    ("technologies = []", "0 files"),
    ("technologies = [\"array.toml\", \"a/array.toml\"]", "called array"),
    ("technology = \"array.toml\"\ntechnologies = [\"array.toml\"]", "both"),
  ])
  func `technologies that cannot be told apart are refused`(head: String, words: String) throws {
    let error = try #require(throws: InputError.self) {
      try plan("sizes = [\"2x2\"]", head: head)
    }
    #expect("\(error)".contains(words), "\(error)")
  }

  /// Adds tables to the technology of a recipe with a grid of cycles, reads and times.
  private func variedPlan(_ keys: String, tables: String) throws -> CampaignPlan {
    let workplace = try Workplace(
      recipe: recipe("sizes = [\"4x3\"]\ndistribution = \"technology\"\n\(keys)\n" + Self.inputs))
    let place = workplace.folder.file("array.toml")
    try (String(contentsOf: place, encoding: .utf8) + tables)
      .write(to: place, atomically: true, encoding: .utf8)
    return try workplace.plan()
  }

  private static let noisy = """
    [programming]
    distribution = "log-normal"
    relative_sigma = 0.1
    [read_noise]
    relative_sigma = 0.01
    [drift]
    reference_time_second = 20
    exponent_mean = { form = "constant", value = 0.05 }
    exponent_sigma = { form = "constant", value = 0 }
    [mismatch]
    row_width_relative_sigma = 0.1

    """

  @Test func `cycles, reads and times of one array share what they must`() throws {
    let cases = try variedPlan(
      "cycles = 2\nreads = 2\ntime_second = [20, 2000]", tables: Self.noisy
    ).cases
    #expect(
      cases.map(\.slug)
        == ["20", "2000"].flatMap { time in
          ["cycle1-read1", "cycle1-read2", "cycle2-read1", "cycle2-read2"].map {
            "ohmic-4x3-continuous-fabricated-at\(time)s-array1-\($0)-multi-level"
          }
        })
    let arrays = cases.map(\.fabricated)
    for array in arrays {
      #expect(array.record.targets == arrays[0].record.targets)
      #expect(array.crossbar.deviations == arrays[0].crossbar.deviations)
    }
    #expect(arrays[0].crossbar.deviations.rowWireFactors?.count == 4)
    // All conductances differ: by noise, by programming, by time.
    #expect(Set(arrays.map { $0.crossbar.conductances[1, 1] }).count == 8)
    // The drift of 100 times the age is 100^-0.05; reads of one age differ by 1 % of noise, which
    // 8 standard deviations of a ratio bound.
    let drift =
      arrays[4].crossbar.conductances[2, 2] / arrays[0].crossbar.conductances[2, 2]
    #expect((drift / 0.7943282347 - 1).magnitude < 8 * 0.01 * 1.5)
  }

  @Test(arguments: [
    ("cycles = 2", "", "cycles"), ("reads = 2", "", "reads"),
    ("time_second = 1", "", "time_second"),
    (
      "reads = 2", "[programming]\ndistribution = \"log-normal\"\nrelative_sigma = 0.1\n", "reads"
    ),
  ])
  func `what a technology does not vary is not repeated`(
    keys: String, tables: String, words: String
  ) throws {
    let error = try #require(throws: InputError.self) {
      try variedPlan(keys, tables: tables)
    }
    #expect("\(error)".contains(words) && "\(error)".contains("technology array"), "\(error)")
  }

  @Test func `the cost of a plan counts cases, decks and bytes`() throws {
    let plan = try plan("sizes = [\"16x16\", \"64x64\"]\narrays = 3")
    let estimate = CampaignEstimate(plan)
    #expect(estimate.cases == 6 && estimate.decks == 6 && estimate.groups.count == 2)
    #expect(estimate.groups.map(\.name).allSatisfy { !$0.contains("array1") })
    // Three equal long cases on two workers: the second round is half empty.
    #expect(estimate.seconds(onJobs: 2) > estimate.seconds / 2)
    // The same times, added in another order.
    #expect((estimate.seconds(onJobs: 1) - estimate.seconds).magnitude < 1e-12 * estimate.seconds)
    #expect(estimate.seconds(onJobs: 100) <= estimate.groups[1].seconds)
    // 64 × 64 conductances of 8 bytes each.
    #expect(estimate.groups[1].bytes > 3 * 64 * 64 * 8)
  }
}
