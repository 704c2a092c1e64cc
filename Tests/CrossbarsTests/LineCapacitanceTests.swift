import Configuration
import Crossbars
import Foundation
import Testing

@Suite struct LineCapacitanceTests {
  private static let table = """

    [capacitance]
    word_line_per_cell_farad = 1e-15
    bit_line_per_cell_farad = 2e-15
    rise_time_second = 1e-10
    """

  private func read(_ text: String) throws -> Technology {
    try Technology(ConfigurationDocument(text: text, source: "t.toml"))
  }

  private func withDuration(_ duration: String) -> String {
    TechnologyFileTests.valid.replacingOccurrences(
      of: "voltage_volt = 0.25\ntemp",
      with: "voltage_volt = 0.25\nduration_second = \(duration)\ntemp")
  }

  @Test func `a technology has capacitances only if its file says so`() throws {
    #expect(try read(TechnologyFileTests.valid).capacitance == nil)
    let technology = try read(withDuration("1e-8") + Self.table)
    #expect(
      technology.capacitance
        == LineCapacitance(wordLine: 1e-15, bitLine: 2e-15, riseTime: 1e-10))
    #expect(technology.read.duration == 1e-8)
  }

  @Test(arguments: [
    ("word_line_per_cell_farad = 1e-15", "word_line_per_cell_farad = -1e-15", "word_line"),
    ("bit_line_per_cell_farad = 2e-15", "", "bit_line"),
    ("rise_time_second = 1e-10", "rise_time_second = 0", "rise_time"),
    ("rise_time_second = 1e-10", "rise_time_second = nan", "rise_time"),
    ("rise_time_second", "rise_time_ns", "rise_time"),
    ("rise_time_second = 1e-10", "rise_time_second = 1e-8", "duration_second"),
    ("rise_time_second = 1e-10", "rise_time_second = 1e-15", "duration_second"),
    ("[capacitance]\n", "[capacity]\n", "duration_second"),
  ])
  func `a wrong capacitance or duration is refused with its key`(
    old: String, new: String, key: String
  ) {
    let text = withDuration("1e-8") + Self.table.replacingOccurrences(of: old, with: new)
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.location?.contains(key) == true, "\(String(describing: error))")
  }
}
