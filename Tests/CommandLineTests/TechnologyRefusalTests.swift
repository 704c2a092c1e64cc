import Foundation
import Testing

/// Technology files that are not what they must be.
struct TechnologyRefusalTests {
  static let faults = [
    Fault("an unknown key", "levels = 4", "level = 4", "line 9", "cell.level", "unknown"),
    Fault(
      "a key with another unit", "resistance_ohm = 500", "resistance_kohm = 0.5", "line 13",
      "driver.resistance_ohm", "missing", "resistance_kohm"),
    Fault(
      "a missing key", "row_segment_resistance_ohm = 2.5\n", "", "line 10",
      "wires.row_segment_resistance_ohm", "missing"),
    Fault("a missing table", "[wires]", "[wire]", "wires", "missing"),
    Fault("NaN", "= 10e3", "= nan", "line 7", "cell.on_resistance_ohm", "nan"),
    Fault("infinity", "= 10e3", "= inf", "line 7", "cell.on_resistance_ohm", "inf"),
    Fault("a negative resistance", "= 100\n", "= -1\n", "line 16", "sense.resistance_ohm", "-1"),
    Fault("a cell of no resistance", "= 10e3", "= 0", "line 7", "cell.on_resistance_ohm"),
    Fault("off below on", "= 600e3", "= 6e3", "line 8", "cell.off_resistance_ohm"),
    Fault("a text for a number", "= 0.25", "= \"0.25\"", "line 18", "read.voltage_volt"),
    Fault("a truth value for a number", "= 0.25", "= true", "line 18", "read.voltage_volt"),
    Fault("a fraction of a level", "levels = 4", "levels = 4.5", "line 9", "cell.levels"),
    Fault("another schema", "schema = 1", "schema = 2", "line 1", "schema"),
    Fault("no schema", "schema = 1\n", "", "schema", "missing"),
    Fault("a key twice", "levels = 4", "levels = 4\nlevels = 4", "line 10"),
    Fault("no value", "resistance_ohm = 100", "resistance_ohm =", "line 16"),
    Fault("an open text", "\"array\"", "\"array", "line 2"),
    Fault("an open table", "[driver]", "[driver", "line 13"),
    Fault("an unknown device", "\"ohmic\"", "\"ohmik\"", "line 6", "cell.device", "ohmik"),
    Fault("a law without its voltage", "\"ohmic\"", "\"sinh\"", "cell.sinh_voltage_volt"),
    Fault(
      "the voltage of another law", "levels = 4", "sinh_voltage_volt = 0.25", "line 9",
      "cell.sinh_voltage_volt", "unknown"),
    Fault("a name of two lines", "\"array\"", "\"a\\nR1 in0 0 1\"", "line 2", "name", "one line"),
    Fault("no name", "\"array\"", "\"\"", "line 2", "name"),
    // Whatever follows the byte would go unread.
    Fault("a NUL byte", "temperature", "\0temperature", "line 19", "NUL"),
  ]

  let place: Workplace

  init() throws { place = try Workplace() }

  @Test(arguments: faults)
  func `is refused with file, line and key`(fault: Fault) throws {
    try place.edit("array.toml", fault.old, fault.new)
    try place.expectRefusal(
      Workplace.simulate(), status: 65, naming: ["array.toml"] + fault.words)
    // Every command reads the file in the same way; one that prints a deck must print none.
    try place.expectRefusal(
      [
        "netlist", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
      ], status: 65, naming: ["array.toml"] + fault.words)
  }

  @Test(arguments: [0, 1, 30, 100, 200, 300])
  func `a file that ends early is refused`(length: Int) throws {
    try place.write("array.toml", String(Workplace.technology.prefix(length)))
    try place.expectRefusal(Workplace.simulate(), status: 65, naming: ["array.toml"])
  }

  @Test func `bytes that are no text are refused`() throws {
    try place.write("array.toml", Data([0xff, 0xfe, 0x00]) + Data(Workplace.technology.utf8))
    try place.expectRefusal(Workplace.simulate(), status: 65, naming: ["array.toml", "UTF-8"])
  }

  @Test func `line ends of other systems are accepted`() throws {
    try place.write(
      "array.toml", Workplace.technology.replacingOccurrences(of: "\n", with: "\r\n"))
    #expect(try place.run(Workplace.simulate(output: "I.npy")).status == 0)
  }
}
