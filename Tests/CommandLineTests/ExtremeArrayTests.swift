import ArrayStorage
import Foundation
import LinearAlgebra
import Testing

/// Arrays at the ends of what the files allow: no current, no cells, values without a meaning.
struct ExtremeArrayTests {
  static let transistor = """
    [transistor]
    model = "level-1"
    width_meter = 90e-9
    length_meter = 45e-9
    gate_voltage_volt = 1
    threshold_voltage_volt = 0.1
    transconductance_ampere_per_volt2 = 1e-3

    """
  static let recipe = """
    schema = 1
    name = "tiny"
    technology = "array.toml"
    [[cases]]
    rows = 4
    columns = 3
    arrays = 2
    batch = 2
    programming = "continuous"
    inputs = ["multi-level"]

    """

  let place: Workplace

  init() throws { place = try Workplace() }

  private func append(_ text: String) throws {
    let whole = try String(contentsOf: place.file("array.toml"), encoding: .utf8)
    try place.write("array.toml", whole + text)
  }

  private func generate(_ more: String) throws {
    try place.write("tiny.toml", Self.recipe + more)
    let outcome = try place.run([
      "golden", "generate", "tiny.toml", "--output", "suite", "--jobs", "1",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(arguments: ["grounded", "floating", "half", "third"])
  func `an array that nothing drives is solved, and carries nothing`(mode: String) throws {
    try place.edit("array.toml", "\"1R\"", "\"1T1R\"")
    try place.edit("array.toml", "temperature", "unselected_rows = \"\(mode)\"\ntemperature")
    try append(Self.transistor)
    try place.write("V.npy", ArrayBytes.matrix([[0, 0, 0, 0]]))
    // Rows at V/2 or V/3 drive the array although no input does.
    let isDriven = mode == "half" || mode == "third"
    for solver in ["spice", "nodal"] {
      let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let largest = try NPYFile.read(place.file("I.npy")).largestMagnitude
      // Newton's method leaves less than 1e-30 A where it should be nothing.
      #expect(isDriven ? largest > 1e-6 : largest < 1e-30, "\(solver): \(largest)")
    }
  }

  @Test(arguments: [false, true])
  func `an array without cells carries nothing, whatever drives it`(hasLadders: Bool) throws {
    if hasLadders { try append("[dac]\nbits = 4\nunit_resistance_ohm = 1e4\n") }
    try place.edit("array.toml", "temperature", "drive = \"double\"\ntemperature")
    try place.write("G.npy", ArrayBytes.matrix([[0], [0], [0], [0]]))
    try place.write(
      "V.npy", ArrayBytes.matrix([[0.13, 0.2, -0.07, 0.25], [0.017, -0.03, 0, 0.1]]))
    for solver in ["spice", "nodal"] {
      let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try NPYFile.read(place.file("I.npy")).largestMagnitude == 0)
    }
  }

  @Test(arguments: ["row", "column"])
  func `wires whose conductance no solver can square are refused`(line: String) throws {
    let key = "\(line)_segment_resistance_ohm = "
    try place.edit("array.toml", key + (line == "row" ? "2.5" : "5"), key + "5e-324")
    try place.expectRefusal(
      Workplace.simulate(), status: 65, naming: ["array.toml", "\(line)_segment_resistance_ohm"])
  }

  @Test func `a tunnel junction of no resistance is refused, and does not hang`() throws {
    try place.edit("array.toml", "\"ohmic\"", "\"mtj\"\nhalf_voltage_volt = 0.5")
    try place.edit("array.toml", "= 10e3", "= 1e-308")
    try place.expectRefusal(
      Workplace.simulate(), status: 65, naming: ["array.toml", "line 8", "cell.on_resistance_ohm"])
  }

  @Test func `a voltage at which a transistor was not measured is refused`() throws {
    for file in ["1t1r-bsim4-50k.toml", "nmos-90x45-bsim4.lib", "nmos-90x45-bsim4-1v.transistor"] {
      try place.copy("netlists/technologies/\(file)", as: file)
    }
    try place.write("V.npy", ArrayBytes.matrix([[0.5, 0.1, 0.6, -0.5]]))
    for solver in ["nodal", "spice"] {
      try place.expectRefusal(
        Workplace.simulate(technology: "1t1r-bsim4-50k.toml", solver: solver), status: 65,
        naming: ["V.npy", "sample 0, row 2", "0.6 V", "0.55"])
    }
  }

  @Test func `arrays with mismatch are refused by calibrate`() throws {
    try append("[mismatch]\nrow_width_relative_sigma = 0.1\n")
    try generate("distribution = \"technology\"\n")
    try place.expectRefusal(
      ["calibrate", "suite", "--output", "M.json"], status: 65, naming: ["suite", "[mismatch]"])
  }

  @Test func `other reads than the model describes are refused by calibrate`() throws {
    try generate("unselected_rows = \"half\"\n")
    try place.expectRefusal(
      ["calibrate", "suite", "--output", "M.json"], status: 65, naming: ["suite", "standard read"])
  }

  @Test func `a model of transistor cells is as good in a simulation as at its calibration`() throws
  {
    try place.edit("array.toml", "\"1R\"", "\"1T1R\"")
    try append(Self.transistor)
    try generate("")
    // The suite's few currents determine no more than the parameters of one matrix.
    let fit = try place.run(["calibrate", "suite", "--model", "linear", "--output", "M.json"])
    #expect(fit.status == 0, "\(fit.errors)")
    // A transistor does not conduct alike both ways, and the suite has no negative voltages.
    try place.write("V.npy", ArrayBytes.matrix([[0.1, 0.2, 0.05, 0.25], [0, 0.1, 0.25, 0.125]]))
    var currents: [Matrix] = []
    for (solver, more) in [("nodal", []), ("fcm", ["--model", "M.json"])] {
      let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy") + more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      currents.append(try NPYFile.read(place.file("I.npy")))
    }
    // The cells bend by some percent at the voltages of a read; a transistor that is counted twice,
    // or not at all, is 10 kΩ beside 14 kΩ.
    let difference = (currents[1] - currents[0]).largestMagnitude / currents[0].largestMagnitude
    #expect(difference < 0.1, "\(difference)")
  }
}
