import Foundation
import Testing

/// Batches that one deck cannot hold.
struct ReadModeCommandTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  @Test func `netlist refuses inputs that leave different rows floating`() throws {
    try place.edit("array.toml", "voltage_volt", "unselected_rows = \"floating\"\nvoltage_volt")
    try place.expectRefusal(
      [
        "netlist", "--technology", "array.toml", "--conductances", "G.npy", "--inputs", "V.npy",
      ], status: 64, naming: ["V.npy", "floating", "one deck"])
  }

  @Test func `an unknown read mode is refused with its key`() throws {
    try place.edit("array.toml", "voltage_volt", "unselected_rows = \"open\"\nvoltage_volt")
    try place.expectRefusal(
      Workplace.simulate(), status: 65, naming: ["read.unselected_rows", "open", "floating"])
  }
}
