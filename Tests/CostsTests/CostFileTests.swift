import Configuration
import Costs
import Foundation
import Testing

/// Cost files are read strictly.
struct CostFileTests {
  private static func text() throws -> String {
    try String(
      contentsOf: CostSubject.folder.appendingPathComponent("partial-sums-32nm.toml"),
      encoding: .utf8)
  }

  /// The refusal of the file after a change of its text; nothing if it is accepted.
  private static func refusal(_ from: String, _ to: String) throws -> String {
    let text = try text()
    try #require(text.contains(from), "the file has no \(from)")
    let changed = text.replacingOccurrences(of: from, with: to)
    do {
      _ = try CostFile(ConfigurationDocument(text: changed, source: "C.toml"))
      return ""
    } catch let error as InputError { return error.description }
  }

  @Test(arguments: ["partial-sums-32nm", "puma-32nm", "isaac-32nm"])
  func `every file of the project is read, and every table names its source`(name: String) throws {
    let file = try CostSubject.file(name)
    #expect(file.name == name)
    let origins =
      [
        file.read.origin, file.array.origin, file.rowDriver.origin, file.sampleAndHold.origin,
        file.shiftAdd.origin, file.counter.origin, file.register.origin, file.accumulator.origin,
      ] + [file.adc?.origin].compactMap { $0 } + file.devices.map(\.origin)
    #expect(origins.allSatisfy { $0.source.count > 10 }, "\(origins)")
  }

  @Test(arguments: [
    ("[counter]\n", "[counter]\nspeed = 1\n", "counter.speed"),
    ("node_meter = 32e-9", "node_nanometer = 32", "node_meter"),
    ("settling_second = 10e-9", "settling_second = -1e-9", "read.settling_second"),
    ("power_watt = 3.90625e-6", "", "row_driver.energy_joule"),
    ("power_watt = 3.90625e-6", "power_watt = 1\nenergy_joule = 1", "row_driver.power_watt"),
    ("{ c1 = 1.94878e-13, c2 = 4.2005e-16 }", "{ c1 = -1 }", "adc.energy_joule.c1"),
    ("{ c1 = 1.94878e-13, c2 = 4.2005e-16 }", "{ c3 = 1 }", "adc.energy_joule.c3"),
    ("{ c1 = 1.94878e-13, c2 = 4.2005e-16 }", "{}", "adc.energy_joule"),
    ("{ c1 = 1.94878e-13, c2 = 4.2005e-16 }", "\"much\"", "adc.energy_joule"),
    (
      "{ c1 = 1.94878e-13, c2 = 4.2005e-16 }", "{ bits = [4, 8], values = [1e-12] }",
      "adc.energy_joule"
    ),
    ("fitted_bits = [4, 10]", "fitted_bits = [10, 4]", "adc.fitted_bits"),
    ("columns = 128", "", "adc.columns"),
    ("shared_in = \"tile\"", "shared_in = \"chip\"", "adc.shared_in"),
    ("kind = \"sense-amplifier\"", "kind = \"relay\"", "device.latch.kind"),
    ("time_second = 0.5e-9\n", "", "device.latch.time_second"),
    ("standing = \"measured\"", "standing = \"rumour\"", "device.sot-mtj-measured.standing"),
    ("per = \"tile\"\n", "per = \"tile\"\n[extra]\n", "extra"),
    ("bits = 4096", "bits = -1", "register.bits"),
  ])
  func `a key that is unknown, missing or out of range is refused`(
    from: String, to: String, key: String
  ) throws {
    let refusal = try Self.refusal(from, to)
    #expect(refusal.hasPrefix("C.toml") && refusal.contains(key), "\(refusal)")
    #expect(refusal.contains("accepted"), "\(refusal)")
  }

  @Test func `a table without a source is refused`() throws {
    let text = try Self.text()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let sources = lines.indices.filter { lines[$0].hasPrefix("source = ") }
    #expect(sources.count == 12)
    for line in sources {
      for replacement in ["", "source = \" \""] {
        var changed = lines.map(String.init)
        changed[line] = replacement
        #expect(throws: InputError.self) {
          try CostFile(
            ConfigurationDocument(text: changed.joined(separator: "\n"), source: "C.toml"))
        }
      }
    }
  }
}
