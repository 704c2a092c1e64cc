import Crossbars
import Foundation
import LinearAlgebra
import Testing

@Suite struct FabricationTests {
  /// Every kind of variation that the solvers of this version can use.
  private static let tables = [
    "programming": "[programming]\ndistribution = \"log-normal\"\nrelative_sigma = 0.05\n",
    "devices": "[device_to_device]\ndistribution = \"gaussian\"\nrelative_sigma = 0.1\n",
    "field": """
    [spatial_variation]
    relative_sigma = 0.1
    correlation_length_cells = 3

    """,
    "faults": "[faults]\nstuck_on_fraction = 0.1\nstuck_off_fraction = 0.1\n",
    "drift": """
    [drift]
    reference_time_second = 1
    exponent_mean = { form = "constant", value = 0.05 }
    exponent_sigma = { form = "constant", value = 0.01 }

    """,
    "relaxation": """
    [relaxation]
    start_time_second = 1
    sigma_microsiemens = 0.5

    """,
    "noise": "[read_noise]\nrelative_sigma = 0.01\n",
  ]

  private static let targets = Matrix(rows: 6, columns: 9) {
    1e-6 * (2 + Double((3 * $0 + 5 * $1) % 7))
  }

  private static func array(
    _ kinds: some Sequence<String>, cycle: UInt64 = 0, read: UInt64 = 0, array: UInt64 = 4,
    time: Double? = nil
  ) throws -> [Double] {
    try technology(kinds.sorted().compactMap { tables[$0] }.joined()).fabricate(
      targets: targets, time: time,
      chance: InstanceChance(seed: 11, array: [2, array], cycle: cycle, read: read)
    ).crossbar.conductances.elements
  }

  @Test func `no variation gives the targets`() throws {
    #expect(try Self.array([]) == Self.targets.elements)
  }

  // Factors multiply: if the draws of one kind did not change, what another kind adds is its own
  // factor, whatever else there is.
  @Test(arguments: [("devices", "field"), ("devices", "programming"), ("field", "drift")])
  func `one kind of variation leaves the draws of another`(one: String, other: String) throws {
    let time = 1000.0
    let both = try Self.array([one, other], time: time)
    let first = try Self.array([one], time: time)
    let second = try Self.array([other], time: time)
    for cell in both.indices {
      let product = first[cell] * second[cell] / Self.targets.elements[cell]
      // The factors of fabrication, programming and time, in another order: rounding alone.
      #expect((both[cell] / product - 1).magnitude < 1e-14)
    }
  }

  @Test func `faults are where they are whatever else varies`() throws {
    let alone = try Self.array(["faults"])
    let all = try Self.array(Set(Self.tables.keys).subtracting(["noise"]), time: 50)
    let stuck = [1 / 40e3, 1 / 4e6]
    for (a, b) in zip(alone, all) where stuck.contains(a) || stuck.contains(b) { #expect(a == b) }
    #expect(alone.contains(stuck[0]) && alone.contains(stuck[1]))
  }

  @Test(arguments: ["devices", "field", "faults"])
  func `another cycle keeps what is fabricated`(kind: String) throws {
    #expect(try Self.array([kind]) == Self.array([kind], cycle: 3, read: 7))
    #expect(try Self.array([kind]) != Self.array([kind], array: 5))
  }

  @Test(arguments: ["programming", "drift", "relaxation"])
  func `another cycle programs anew, another read does not`(kind: String) throws {
    let first = try Self.array([kind], time: 100)
    #expect(try first == Self.array([kind], read: 2, time: 100))
    #expect(try first != Self.array([kind], cycle: 1, time: 100))
    #expect(
      try Self.array([kind], cycle: 1, time: 100) != Self.array([kind], cycle: 2, time: 100))
  }

  @Test func `another read draws the noise alone`() throws {
    let noise = try Self.array(["noise"])
    #expect(try noise != Self.array(["noise"], read: 1))
    let quiet = try Self.array(["devices"])
    for read in UInt64(0)..<3 {
      let noisy = try Self.array(["devices", "noise"], read: read)
      let alone = try Self.array(["noise"], read: read)
      for cell in quiet.indices {
        // Relative noise: the same factor on whatever the device is. Rounding alone.
        #expect(
          (noisy[cell] / quiet[cell] / (alone[cell] / Self.targets.elements[cell]) - 1).magnitude
            < 1e-14)
      }
    }
  }

  @Test func `deviates of the caller program the cells`() throws {
    let deviates = Matrix(rows: 6, columns: 9) { Double($0) - Double($1) / 4 }
    let crossbar = try technology(Self.tables["programming"] ?? "").fabricate(
      targets: Self.targets, chance: InstanceChance(seed: 1, array: [1]), deviates: deviates
    ).crossbar
    #expect(
      crossbar.conductances.elements
        == zip(Self.targets.elements, deviates.elements).map { $0 * exp(0.05 * $1) })
  }

  @Test func `records what was drawn`() throws {
    let technology = try technology(
      ["devices", "field", "faults"].compactMap { Self.tables[$0] }.joined())
    let chance = InstanceChance(seed: 11, array: [2, 4])
    let array = technology.fabricate(targets: Self.targets, chance: chance)
    let record = array.record
    #expect(record.targets == Self.targets && record.chance == chance && record.time == nil)
    let factors = try #require(record.deviceFactors)
    let faults = try #require(record.faults)
    for cell in Self.targets.elements.indices {
      let expected =
        switch faults.elements[cell] {
        case 1: 1 / 40e3
        case -1: 1 / 4e6
        default: Self.targets.elements[cell] * factors.elements[cell]
        }
      #expect(array.crossbar.conductances.elements[cell] == expected)
    }
    #expect(technology.variationSummary.count == 3)
  }
}
