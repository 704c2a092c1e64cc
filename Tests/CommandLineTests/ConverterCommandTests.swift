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

  /// The text of a technology with pairs of columns and what decides behind them.
  private static func pairs(_ decider: String) -> String {
    Workplace.technology + """
      [tia]
      feedback_resistance_ohm = 10e3
      open_loop_gain = 999
      [difference]
      input_resistance_ohm = 10e3
      gain = 2
      open_loop_gain = 1e4
      \(decider)

      """
  }

  private static let latch = """
    [sense_amplifier]
    supply_voltage_volt = 1
    regeneration_time_second = 1e-11
    decision_time_second = 2e-10
    """
  private static let stepped = """
    [stochastic]
    sensitivity = 2
    full_scale_voltage_volt = 0.5
    samples = 3
    threshold_step = 0.5
    """

  @Test(arguments: ["ideal", "fcm", "nodal", "spice"])
  func `what pairs of columns give is in the report`(solver: String) throws {
    try place.write(
      "G.npy",
      ArrayBytes.matrix(Workplace.conductances.map { $0 + [$0[0] * 0.9] }))
    for decider in [Self.latch, Self.stepped] {
      try place.write("array.toml", Self.pairs(decider))
      let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy") + ["--json"])
      try #require(outcome.status == 0, "\(outcome.errors)")
      let report = try json(outcome.output)
      let differences = try #require(report["differenceVolts"] as? [[Double]])
      let currents = try NPYFile.read(place.file("I.npy"))
      // 10 kΩ · 999 / 1000 of each current; 2 / (1 + 3 / 10⁴) of the difference.
      let gain = 9990 * 2 / (1 + 3e-4)
      for sample in 0..<2 {
        for pair in 0..<2 {
          let wanted = gain * (currents[sample, 2 * pair] - currents[sample, 2 * pair + 1])
          let found = differences[sample][pair]
          #expect((found - wanted).magnitude < 1e-9)
          if let decisions = report["decisions"] as? [[Int]] {
            #expect(decisions[sample][pair] == (wanted > 0 ? 1 : -1))
          } else {
            let means = try #require(report["stochasticMeans"] as? [[Double]])
            let samples = try #require(report["sampleMeans"] as? [[Double]])
            let own = (0..<3).map { tanh(2 * (found / 0.5 - 0.5 * Double($0 - 1))) }
            for (place, own) in own.enumerated() {
              #expect((samples[sample][3 * pair + place] - own).magnitude < 1e-6)
            }
            #expect((means[sample][pair] - own.reduce(0, +) / 3).magnitude < 1e-6)
          }
        }
      }
    }
    // Three columns are no pairs.
    try place.write("G.npy", ArrayBytes.matrix(Workplace.conductances))
    try place.expectRefusal(
      Workplace.simulate(solver: solver), status: 65, naming: ["G.npy", "even number of columns"])
  }

  @Test(arguments: [
    ("difference", stepped, 201), ("stochastic", stepped, 201), ("sense-amplifier", latch, 47),
  ])
  func `circuits of pairs are characterized`(part: String, decider: String, points: Int) throws {
    try place.write("array.toml", Self.pairs(decider))
    let arguments = ["characterize", part, "--technology", "array.toml", "--seed", "3"]
    let outcome = try place.run(arguments + ["--output", "curve.json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let stored = try json(Data(contentsOf: place.file("curve.json")))
    #expect((stored["curve"] as? [Any])?.count == points)
    #expect(stored["part"] as? String == part)
  }

  @Test func `a curve of SPICE takes the place of the law`() throws {
    try place.write("array.toml", Self.pairs(Self.stepped))
    #expect(
      try place.run(
        ["characterize", "stochastic", "--technology", "array.toml", "--output", "curve.csv"]
      ).status == 0)
    try place.write(
      "G.npy",
      ArrayBytes.matrix(Workplace.conductances.map { $0 + [$0[0] * 0.9] }))
    func means() throws -> [[Double]] {
      let outcome = try place.run(Workplace.simulate(solver: "nodal", output: "I.npy") + ["--json"])
      try #require(outcome.status == 0, "\(outcome.errors)")
      return try #require(try json(outcome.output)["stochasticMeans"] as? [[Double]])
    }
    let law = try means()
    try place.edit("array.toml", "sensitivity = 2", "curve = \"curve.csv\"")
    // Between points that are 1/100 apart a line errs by less than 10⁻⁴ of tanh.
    for (found, wanted) in zip(try means().joined(), law.joined()) {
      #expect((found - wanted).magnitude < 1e-3 && found != wanted)
    }
    try place.edit("curve.csv", "probability_of_plus_one", "probability")
    try place.expectRefusal(
      Workplace.simulate(solver: "nodal"), status: 65,
      naming: ["curve.csv", "probability_of_plus_one"])
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
