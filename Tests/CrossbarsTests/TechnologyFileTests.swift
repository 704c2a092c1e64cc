import Configuration
import Crossbars
import Foundation
import Testing

@Suite struct TechnologyFileTests {
  static let valid = """
    schema = 1
    name = "t"
    [cell]
    topology = "1R"
    device = "sinh"
    on_resistance_ohm = 100e3
    off_resistance_ohm = 600e3
    levels = 4
    sinh_voltage_volt = 0.25
    [wires]
    row_segment_resistance_ohm = 2.5
    column_segment_resistance_ohm = 0
    [driver]
    resistance_ohm = 500
    [sense]
    resistance_ohm = 100
    [read]
    voltage_volt = 0.25
    temperature_celsius = 27
    [programming]
    distribution = "log-normal"
    relative_sigma = 0.05
    """

  private func read(_ text: String) throws -> Technology {
    try Technology(ConfigurationDocument(text: text, source: "t.toml"))
  }

  @Test func `reads every value`() throws {
    let technology = try read(Self.valid)
    #expect(technology.cell.device is SinhDevice)
    #expect(technology.resistances.rowSegment == 2.5)
    #expect(technology.resistances.columnSegment == 0)
    #expect(technology.resistances.driver == 500)
    #expect(technology.resistances.sense == 100)
    #expect(technology.cell.levels == 4)
    #expect(
      technology.variation.programming
        == ProgrammingVariation(distribution: .logNormal, relativeSigma: 0.05))
  }

  @Test(arguments: [
    ("device = \"sinh\"", "device = \"magic\"", "device"),
    ("topology = \"1R\"", "topology = \"2T2R\"", "topology"),
    ("on_resistance_ohm = 100e3", "on_resistance_ohm = -1", "on_resistance_ohm"),
    ("off_resistance_ohm = 600e3", "off_resistance_ohm = 1", "off_resistance_ohm"),
    ("levels = 4", "levels = 1", "levels"),
    ("levels = 4", "level = 4", "level"),
    ("resistance_ohm = 500", "resistance_kohm = 0.5", "resistance_ohm"),
    ("row_segment_resistance_ohm = 2.5", "row_segment_resistance_ohm = nan", "row_segment"),
    ("row_segment_resistance_ohm = 2.5", "row_segment_resistance_ohm = 5e-324", "row_segment"),
    ("resistance_ohm = 500", "resistance_ohm = 1e300", "resistance_ohm"),
    ("voltage_volt = 0.25\n", "voltage_volt = 0\n", "voltage_volt"),
    ("voltage_volt = 0.25\n", "voltage_volt = 1e308\n", "voltage_volt"),
    ("schema = 1", "schema = 2", "schema"),
    ("sinh_voltage_volt = 0.25", "", "sinh_voltage_volt"),
    ("[sense]\nresistance_ohm = 100", "", "sense"),
    ("relative_sigma = 0.05", "relative_sigma = -0.1", "relative_sigma"),
  ])
  func `refuses a wrong value and names its key`(old: String, new: String, key: String) {
    let error = #expect(throws: InputError.self) {
      try read(Self.valid.replacingOccurrences(of: old, with: new))
    }
    #expect(error?.location?.contains(key) == true, "\(String(describing: error))")
  }

  @Test func `refuses a sinh voltage for an ohmic cell`() {
    #expect(throws: InputError.self) {
      try read(Self.valid.replacingOccurrences(of: "\"sinh\"", with: "\"ohmic\""))
    }
  }
}
