import ArrayStorage
import Foundation
import LinearAlgebra
import Testing

/// Converters through the program: characterization, and an array behind them.
struct ConverterCommandTests {
  static let converters = """
    [dac]
    bits = 3
    unit_resistance_ohm = 10e3
    [tia]
    feedback_resistance_ohm = 10e3
    open_loop_gain = 999
    saturation_voltage_volt = 1
    [adc]
    architecture = "flash"
    bits = 4
    zero_voltage_volt = 0
    full_scale_voltage_volt = -0.6

    """

  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write("array.toml", Workplace.technology + Self.converters)
    try place.edit("array.toml", "resistance_ohm = 100\n", "resistance_ohm = 0\n")
  }

  private func json(_ data: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test(arguments: [("dac", 15), ("tia", 201), ("adc", 32)])
  func `characterization meets the closed forms and writes the curve`(
    part: String, points: Int
  ) throws {
    let arguments = ["characterize", part, "--technology", "array.toml", "--output"]
    let outcome = try place.run(arguments + ["curve.csv"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = try String(contentsOf: place.file("curve.csv"), encoding: .utf8).split(
      separator: "\n")
    #expect(lines.count == points + 1)
    #expect(try place.run(arguments + ["curve.json", "--json"]).status == 0)
    let stored = try json(Data(contentsOf: place.file("curve.json")))
    #expect((stored["curve"] as? [Any])?.count == points)
    #expect(stored["part"] as? String == part)
  }

  @Test func `a converter that there is not and a wrong option are refused`() throws {
    let characterize = ["characterize", "stochastic", "--technology", "array.toml"]
    let outcome = try place.run(characterize + ["--output", "kept.csv"])
    #expect(outcome.status == 65 && outcome.errors.contains("stochastic"))
    #expect(!FileManager.default.fileExists(atPath: place.file("kept.csv").path))
    #expect(try place.run(characterize + ["--output", "curve.txt"]).status == 64)
    #expect(
      try place.run(["characterize", "adc", "--technology", "array.toml", "--offset", "1"]).status
        == 64)
  }

  @Test(arguments: ["ideal", "fcm", "nodal", "spice"])
  func `codes of an array are in the report`(solver: String) throws {
    // A row of the conductances of 10 kΩ makes 25 µA at most, and thus -0.25 V.
    try place.write("V.npy", ArrayBytes.matrix([[0.25, 0, 0.1, 0.25], [0, -0.1, 0.25, 0.125]]))
    let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy") + ["--json"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    let report = try json(outcome.output)
    let volts = try #require(report["amplifierVolts"] as? [[Double]])
    let codes = try #require(report["codes"] as? [[Int]])
    let currents = try NPYFile.read(place.file("I.npy"))
    for sample in 0..<2 {
      for column in 0..<3 {
        // −I R_f A₀ / (1 + A₀), bent by less than (0.4)² / 3 / 1000 of itself.
        let expected = -currents[sample, column] * 1e4 * 0.999
        #expect((volts[sample][column] / expected - 1).magnitude < 1e-4)
        #expect(codes[sample][column] == max(0, Int((expected / -0.04).rounded())))
      }
    }
  }

  @Test(arguments: ["ideal", "fcm", "nodal", "spice"])
  func `means of stochastic converters are in the report`(solver: String) throws {
    let converters = """
      [tia]
      feedback_resistance_ohm = 10e3
      open_loop_gain = 999
      [stochastic]
      sensitivity = 2
      full_scale_voltage_volt = -0.5

      """
    try place.write("array.toml", Workplace.technology + converters)
    let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy") + ["--json"])
    try #require(outcome.status == 0, "\(outcome.errors)")
    let report = try json(outcome.output)
    let means = try #require(report["stochasticMeans"] as? [[Double]])
    let currents = try NPYFile.read(place.file("I.npy"))
    #expect(report["codes"] == nil)
    for sample in 0..<2 {
      for column in 0..<3 {
        // tanh(α x) with x = I R_f A₀ / (1 + A₀) / 0.5 V.
        let mean = tanh(2 * currents[sample, column] * 1e4 * 0.999 / 0.5)
        #expect((means[sample][column] - mean).magnitude < 1e-6)
      }
    }
  }

  @Test func `amplifiers that a fast model does not describe are bad input`() throws {
    try place.edit("array.toml", "voltage_volt = 0.25", "voltage_volt = 0.25\ndrive = \"double\"")
    try place.edit("array.toml", "saturation_voltage_volt = 1", "saturation_voltage_volt = 0.1")
    // The linear member has no amplifiers there.
    try place.expectRefusal(
      Workplace.simulate(solver: "fcm") + ["--model-kind", "linear"], status: 65,
      naming: ["array", "amplifiers", "take the nodal solver"])
    let nodal = try place.run(Workplace.simulate(output: "I.npy"))
    #expect(nodal.status == 0, "\(nodal.errors)")
    let exact = try NPYFile.read(place.file("I.npy"))
    // Others know what saturation takes from their columns, exactly for ohmic cells.
    for kind in ["two-point", "chord"] {
      let fast = try place.run(
        Workplace.simulate(solver: "fcm", output: "F.npy") + ["--model-kind", kind])
      #expect(fast.status == 0, "\(fast.errors)")
      let currents = try NPYFile.read(place.file("F.npy"))
      #expect((currents - exact).largestMagnitude <= 1e-5 * exact.largestMagnitude)
    }
  }

  @Test func `an input beyond the largest code is refused`() throws {
    try place.write("V.npy", ArrayBytes.matrix([[0.3, 0, 0, 0]]))
    let outcome = try place.run(Workplace.simulate(solver: "nodal"))
    #expect(outcome.status == 65 && outcome.errors.contains("V.npy"))
  }
}
