import Configuration
import Foundation
import Technologies
import TestSupport
import Testing

/// Slips of the unit in technology files.
struct PlausibilityTests {
  private static let plain = """
    schema = 1
    name = "array"
    [cell]
    topology = "1R"
    device = "sinh"
    sinh_voltage_volt = 0.25
    on_resistance_ohm = 100e3
    off_resistance_ohm = 600e3
    [wires]
    row_segment_resistance_ohm = 2.5
    column_segment_resistance_ohm = 2.5
    [driver]
    resistance_ohm = 500
    [sense]
    resistance_ohm = 100
    [read]
    voltage_volt = 0.25
    temperature_celsius = 27
    [programming]
    distribution = "state-dependent"
    sigma_microsiemens = { form = "constant", value = 0.3 }
    [mismatch]
    sense_offset_sigma_volt = 1e-3
    [tia]
    feedback_resistance_ohm = 5e3
    open_loop_gain = 1e4
    saturation_voltage_volt = 2
    [adc]
    architecture = "sar"
    bits = 8
    zero_voltage_volt = 0
    full_scale_voltage_volt = -1

    """

  private static func check(_ text: String) throws -> PlausibilityCheck {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("t.toml")
    try Data(text.utf8).write(to: file)
    return try PlausibilityCheck(contentsOf: file)
  }

  @Test func `a plain technology has no warning`() throws {
    #expect(try Self.check(Self.plain).warnings.isEmpty)
  }

  static let slips: [(old: String, new: String, key: String, found: String)] = [
    ("= 100e3", "= 0.1", "cell.on_resistance_ohm", "0.1"),
    ("= 600e3", "= 100e3", "cell.off_resistance_ohm", "ratio of 1.0"),
    ("= 600e3", "= 1e14", "cell.off_resistance_ohm", "100000000000000.0 Ω"),
    ("sinh_voltage_volt = 0.25", "sinh_voltage_volt = 250", "cell.sinh_voltage_volt", "250"),
    ("row_segment_resistance_ohm = 2.5", "row_segment_resistance_ohm = 2.5e6", "wires.row", "lost"),
    (
      "column_segment_resistance_ohm = 2.5", "column_segment_resistance_ohm = 2.5e-9", "wires.col",
      "e-09"
    ),
    ("resistance_ohm = 500", "resistance_ohm = 500e3", "driver.resistance_ohm", "500000"),
    ("voltage_volt = 0.25\ntemp", "voltage_volt = 2.5e-4\ntemp", "read.voltage_volt", "0.00025"),
    ("= 27", "= 300", "read.temperature_celsius", "27.0 °C"),
    ("value = 0.3", "value = 0.3e-6", "programming.sigma_microsiemens", "e-07"),
    ("value = 0.3", "value = 300", "programming.sigma_microsiemens", "300"),
    ("= 1e-3", "= 1", "mismatch.sense_offset_sigma_volt", "1.0 V"),
    ("= 5e3", "= 5e5", "tia.feedback_resistance_ohm", "saturation"),
    ("= -1\n", "= 1\n", "adc.full_scale_voltage_volt", "away from"),
    ("= -1\n", "= -1000\n", "adc.full_scale_voltage_volt", "%"),
    ("= -1\n", "= -0.01\n", "adc.full_scale_voltage_volt", "exceed"),
  ]

  @Test(arguments: slips)
  func `a slip is a warning with line, key and both sides`(
    old: String, new: String, key: String, found: String
  ) throws {
    let text = Self.plain.replacingOccurrences(of: old, with: new)
    #expect(text != Self.plain)
    let warnings = try Self.check(text).warnings
    let own = warnings.filter { $0.location.contains(key) && $0.found.contains(found) }
    #expect(own.count == 1, "\(warnings.map(\.description))")
    #expect(own.first?.location.hasPrefix("line ") == true)
    #expect(own.first?.usual.isEmpty == false)
  }

  @Test func `percents are told from parts`() throws {
    let text = Self.plain.replacingOccurrences(
      of: """
        distribution = "state-dependent"
        sigma_microsiemens = { form = "constant", value = 0.3 }
        """, with: "distribution = \"log-normal\"\nrelative_sigma = 5")
    let warnings = try Self.check(text).warnings
    #expect(warnings.map(\.found) == ["5.0, which reads as percent"])
  }

  @Test func `a refused file is an error`() {
    #expect(throws: InputError.self) {
      try Self.check(Self.plain.replacingOccurrences(of: "= 600e3", with: "= 1e3"))
    }
  }

  /// The folder of the technologies that come with the project.
  private static let library = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("netlists/technologies")

  @Test func `published technologies have no warning`() throws {
    let names = try InputFile.names(in: Self.library).filter { $0.hasSuffix(".toml") }
    #expect(names.count > 20)
    for name in names {
      let check = try PlausibilityCheck(contentsOf: Self.library.appendingPathComponent(name))
      // Its 20 Ω wires and cells of up to 316 µS lose nine tenths.
      let isLossy = name == "rram-tiox.toml"
      #expect(
        check.warnings.allSatisfy { isLossy && $0.found.contains("lost") },
        "\(check.warnings.map(\.description))")
    }
  }
}
