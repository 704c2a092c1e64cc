import Foundation
import Testing

/// Costs as a user asks for them.
struct CostCommandTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private static let costs = Program.package.appendingPathComponent("costs").path
  private static let network = Program.package.appendingPathComponent("demo/glyphs.onnx").path

  private func cost(_ arguments: String...) throws -> Program.Outcome {
    try place.run(["cost", "--costs", "\(Self.costs)/partial-sums-32nm.toml"] + arguments)
  }

  private static func mapping(_ name: String) -> String { "\(costs)/mappings/\(name).toml" }

  @Test func `a network is told design by design beside a baseline`() throws {
    let found = try cost(
      "--network", Self.network, "--mapping", Self.mapping("stochastic-4"), "--baseline",
      Self.mapping("adc-8"), "--json")
    try #require(found.status == 0, "\(found.errors)")
    let report = try #require(found.json() as? [String: Any])
    let designs = try #require(report["designs"] as? [[String: Any]])
    #expect(
      designs.map { $0["converter"] as? String } == [
        "ADC, 8 bits", "4 samples", "ADC, 2 bits", "4 samples", "ADC, 2 bits",
      ])
    let base = try #require(designs[0]["energyJoule"] as? Double)
    for design in designs {
      let energy = try #require(design["energyJoule"] as? Double)
      let ratio = try #require((design["advantage"] as? [String: Any])?["energy"] as? Double)
      #expect((ratio * energy / base - 1).magnitude < 1e-12)
      let layers = try #require(design["layers"] as? [[String: Any]])
      let sum = layers.reduce(0) { $0 + ($1["energyJoule"] as? Double ?? 0) }
      #expect((sum / energy - 1).magnitude < 1e-12)
    }
  }

  @Test func `the text names layers, parts and the baseline`() throws {
    let found = try cost(
      "--network", Self.network, "--mapping", Self.mapping("sense-amplifier"), "--baseline",
      Self.mapping("adc-8"), "--layers")
    try #require(found.status == 0, "\(found.errors)")
    for word in ["conv2", "row-driver", "how much more adc-8 takes", "sense amplifier"] {
      #expect(found.text.contains(word), "\(word): \(found.text)")
    }
  }

  @Test func `another value of a key changes what it concerns`() throws {
    func latency(_ change: String...) throws -> Double {
      let found = try place.run(
        [
          "cost", "--costs", "\(Self.costs)/partial-sums-32nm.toml", "--array", "128x128",
          "--mapping", Self.mapping("stochastic-1"), "--device", "sot-mtj-projected", "--json",
        ] + change)
      try #require(found.status == 0, "\(found.errors)")
      let report = try #require(found.json() as? [String: Any])
      let design = try #require((report["designs"] as? [[String: Any]])?.first)
      return try #require((design["cost"] as? [String: Any])?["latency"] as? Double)
    }
    let more = try latency("--set", "read.settling_second=30e-9") - latency()
    #expect((more - 20e-9).magnitude < 1e-15)
  }

  @Test(arguments: [
    (["--array", "0x4"], Int32(64), "0x4"),
    (["--array", "8x8,4x4"], 64, "8x8,4x4"),
    (["--array", "128x128", "--set", "read.speed=1"], 65, "read.speed"),
    (["--array", "128x128", "--set", "read.settling_second"], 64, "read.settling_second"),
    (["--array", "128x128", "--set", "read.settling_second=-1"], 65, "read.settling_second"),
    (["--array", "128x128", "--set", "="], 64, "--set ="),
    (["--array", "128x128", "--set", ""], 64, "--set"),
    (["--array", "128x128", "--set", "read..settling_second=1e-9"], 64, "read..settling_second"),
    (["--array", "128x128", "--set", "read.settling_second=1e308"], 65, "not finite"),
    (["--array", "128x128", "--device", "diode"], 65, "device.diode"),
    (["--array", "128x128", "--sparsity", "2"], 64, "sparsity"),
    ([], 64, "--network"),
  ])
  func `what is asked wrongly is refused`(
    arguments: [String], status: Int32, word: String
  ) throws {
    let found = try place.run(
      [
        "cost", "--costs", "\(Self.costs)/partial-sums-32nm.toml", "--mapping",
        Self.mapping("stochastic-1"),
      ] + arguments)
    #expect(found.status == status, "\(found.errors)")
    #expect(found.errors.contains(word), "\(found.errors)")
    #expect(found.output.isEmpty)
  }

  @Test func `a network without arrays and a file without devices are refused`() throws {
    try place.write("M.toml", "[layers]\ndigital = [\"*\"]\n")
    let digital = try cost("--network", Self.network, "--mapping", "M.toml")
    #expect(digital.status == 65, "\(digital.errors)")
    #expect(digital.errors.contains("M.toml has on arrays"), "\(digital.errors)")
    let puma = try place.run([
      "cost", "--costs", "\(Self.costs)/puma-32nm.toml", "--array", "64x64", "--mapping",
      Self.mapping("stepped-8"),
    ])
    #expect(puma.status == 65 && puma.errors.contains("puma-32nm.toml"), "\(puma.errors)")
    #expect(puma.errors.contains("[device]"), "\(puma.errors)")
  }
}
