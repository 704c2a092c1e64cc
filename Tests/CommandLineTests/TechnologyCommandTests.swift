import Crossbars
import Foundation
import TestSupport
import Testing

/// `assay technology`, from a raw file to the currents of an array.
struct TechnologyCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try ArrayBytes.matrix([[1e-5, 1e-4], [5e-5, 1.5e-4]]).write(to: folder.file("G.npy"))
    try ArrayBytes.matrix([[0.2, 0.1], [0.2, 0]]).write(to: folder.file("V.npy"))
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.file(name))
  }

  private func run(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["technology"] + arguments, in: folder.url)
  }

  /// The column currents of an array of the technology, in one row for every input.
  private func simulate(_ technology: String) throws -> Program.Outcome {
    try Program.run(
      [
        "simulate", "--technology", technology, "--conductances", "G.npy", "--inputs", "V.npy",
        "--solver", "nodal", "--output", "I.npy",
      ], in: folder.url)
  }

  @Test(arguments: [(",", "."), (";", ","), ("\t", ".")])
  func `a raw loop becomes a table cell that simulate reads`(
    separator: String, decimal: String
  ) throws {
    try write(BipolarLoop.text(seed: 7, separator: separator, decimal: decimal), to: "loop.csv")
    let made = try run("import", "loop.csv", "--output", "cell.toml")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.errors.contains("limited by the instrument"))
    #expect(folder.names.contains("cell-sweeps.csv"))
    let solved = try simulate("cell.toml")
    #expect(solved.status == 0, "\(solved.errors)")
    let checked = try run("check", "cell.toml", "--conductances", "G.npy", "--inputs", "V.npy")
    #expect(checked.status == 0)
    #expect(checked.text.contains("nothing unusual"), "\(checked.text)")
  }

  @Test func `an import says in JSON what it did`() throws {
    try write(BipolarLoop.text(seed: 8), to: "loop.csv")
    let made = try run("import", "loop.csv", "--output", "cell.toml", "--json", "--quiet")
    #expect(made.errors.isEmpty)
    let report = try #require(try made.json() as? [String: Any])
    let states = try #require(report["states"] as? [[String: Any]])
    #expect(states.count == 2)
    for state in states {
      let offset = try #require(state["offsetAmpere"] as? Double)
      let error = try #require(state["offsetStandardErrorAmpere"] as? Double)
      #expect((offset - BipolarLoop.offset).magnitude < 4 * error + 1e-9)
    }
    #expect((report["notes"] as? [String])?.isEmpty == false)
  }

  @Test func `a base keeps its wires and its comments`() throws {
    try write(BipolarLoop.text(seed: 9), to: "loop.csv")
    try write(
      """
      # a laboratory's array
      schema = 1
      name = "base"
      [wires]
      row_segment_resistance_ohm = 7.5  # measured
      column_segment_resistance_ohm = 8.5
      [cell]
      topology = "1R"
      device = "ohmic"
      on_resistance_ohm = 1e4
      off_resistance_ohm = 1e6
      # of the driver
      [driver]
      resistance_ohm = 321
      [sense]
      resistance_ohm = 12
      [read]
      voltage_volt = 0.15
      """, to: "base.toml")
    let made = try run(
      "import", "loop.csv", "--base", "base.toml", "--name", "mine", "--output", "cell.toml")
    #expect(made.status == 0, "\(made.errors)")
    let technology = try Technology(contentsOf: folder.file("cell.toml"))
    #expect(technology.name == "mine")
    #expect(technology.resistances.rowSegment == 7.5)
    #expect(technology.resistances.driver == 321)
    #expect(technology.read.voltage == 0.15)
    #expect(technology.cell.device.name == "table")
    let text = try String(contentsOf: folder.file("cell.toml"), encoding: .utf8)
    #expect(text.contains("# measured") && text.contains("# of the driver"))
  }

  private func sinh(_ conductances: [Double], seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed, stream: 4)
    let device = SinhDevice(characteristicVoltage: 0.3)
    var lines = ["state;Voltage (V);Current (µA)"]
    for (index, conductance) in conductances.enumerated() {
      for step in -20...20 {
        let voltage = Double(step) * 0.02
        let current =
          device.current(at: voltage, conductance: conductance) * (1 + 2e-3 * generator.normal())
        lines.append("s\(index);\(voltage);\(current * 1e6)")
      }
    }
    return lines.joined(separator: "\r\n")
  }

  @Test func `a law is fitted, and the technology gives the law's currents`() throws {
    try write(sinh([1e-5, 5e-5, 2e-4], seed: 1), to: "states.csv")
    let fitted = try run("fit", "states.csv", "--output", "cell.toml", "--json")
    #expect(fitted.status == 0, "\(fitted.errors)")
    let report = try #require(try fitted.json() as? [String: Any])
    #expect(report["law"] as? String == "sinh")
    #expect(report["holds"] as? Bool == true)
    let laws = try #require(report["laws"] as? [[String: Any]])
    let best = try #require(laws.first)
    let parameters = try #require(best["parameters"] as? [[String: Any]])
    let lower = try #require(parameters[0]["lower"] as? Double)
    let upper = try #require(parameters[0]["upper"] as? Double)
    #expect((0.27...0.3).contains(lower) && (0.3...0.33).contains(upper), "\(lower) to \(upper)")
    let technology = try Technology(contentsOf: folder.file("cell.toml"))
    let current = technology.cell.device.current(at: 0.2, conductance: 1e-4)
    let truth = SinhDevice(characteristicVoltage: 0.3).current(at: 0.2, conductance: 1e-4)
    #expect((current / truth - 1).magnitude < 2e-3)
    #expect(try simulate("cell.toml").status == 0)
    #expect(!folder.names.contains("cell-sweeps.csv"))
  }

  @Test func `a named law that does not hold has the table beside it`() throws {
    try write(sinh([1e-5, 5e-5, 2e-4], seed: 2), to: "states.csv")
    let fitted = try run("fit", "states.csv", "--device", "ohmic", "--output", "cell.toml")
    #expect(fitted.status == 0, "\(fitted.errors)")
    #expect(fitted.text.contains("does not hold"))
    #expect(try Technology(contentsOf: folder.file("cell.toml")).cell.device.name == "ohmic")
    let table = try Technology(contentsOf: folder.file("cell-table.toml"))
    #expect(table.cell.device.name == "table")
  }

  @Test func `where no law holds the technology is a table`() throws {
    let lines = [1e-6, 1e-5].map { scale in
      (-25...25).map { step -> String in
        let voltage = Double(step) * 0.02
        let opening = 0.5 * (1 + tanh((voltage.magnitude - 0.2) / 0.01))
        return "\(scale),\(voltage),\(scale * voltage * (1 + 4 * opening))"
      }.joined(separator: "\n")
    }
    try write("state,V (V),I (A)\n" + lines.joined(separator: "\n"), to: "states.csv")
    let fitted = try run(
      "fit", "states.csv", "--keep-switching", "--output", "cell.toml")
    #expect(fitted.status == 0, "\(fitted.errors)")
    #expect(fitted.text.contains("no law holds"))
    #expect(try Technology(contentsOf: folder.file("cell.toml")).cell.device.name == "table")
  }

  /// Arguments, a file, the exit status and what the message says.
  static let refusals: [(arguments: [String], text: String, status: Int32, says: [String])] = [
    (["import", "raw.csv"], "V (V),I (A)\n0.1,1e-6\n0.2,x\n", 65, ["raw.csv", "line 3", "x"]),
    (
      ["import", "raw.csv", "--sweeps", "7"], "V (V),I (A)\n0.1,1e-6\n0.2,2e-6\n", 65,
      ["no sweep", "7"]
    ),
    (["import", "raw.csv"], "V (V),I (A)\n0.1,1e-6\n0.2,2e-6\n", 65, ["2 voltages", "line 2"]),
    (["import", "raw.csv", "--from", "1", "--to", "0"], "", 64, ["--from"]),
    (["import", "raw.csv", "--temperature", "27,85"], "", 64, ["--temperature"]),
    (["import", "missing.csv"], "", 69, ["missing.csv"]),
    (["fit", "raw.csv", "--device", "diode"], "", 64, ["diode", "sinh"]),
    (["fit", "raw.csv", "--given", "a"], "", 64, ["--given"]),
    (
      ["fit", "raw.csv", "--device", "mtj"],
      "V (V),I (A)\n" + (1...9).map { "\(Double($0) / 10),\($0)e-6" }.joined(separator: "\n"), 65,
      ["two states"]
    ),
  ]

  @Test(arguments: refusals)
  func `a refusal names its cause and writes nothing`(
    arguments: [String], text: String, status: Int32, says: [String]
  ) throws {
    try write(text, to: "raw.csv")
    let names = folder.names
    let outcome = try Program.run(
      ["technology"] + arguments + ["--output", "cell.toml"], in: folder.url)
    #expect(outcome.status == status, "\(outcome.errors)")
    for part in says { #expect(outcome.errors.contains(part), "\(outcome.errors)") }
    #expect(folder.names == names)
  }

  @Test func `an output that is the input is refused`() throws {
    try write(BipolarLoop.text(seed: 1), to: "cell-sweeps.csv")
    let outcome = try run("import", "cell-sweeps.csv", "--output", "cell.toml")
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("cell-sweeps.csv"))
  }

  @Test func `a check warns, and refuses only where it is strict`() throws {
    let slip = Workplace.technology.replacingOccurrences(of: "= 10e3", with: "= 0.1")
    try write(slip, to: "slip.toml")
    let warned = try run("check", "slip.toml")
    #expect(warned.status == 0)
    #expect(warned.text.contains("cell.on_resistance_ohm"), "\(warned.text)")
    #expect(warned.text.contains("usual"))
    #expect(try run("check", "slip.toml", "--strict").status == 65)
    try write(Workplace.technology, to: "plain.toml")
    let strict = try run("check", "plain.toml", "--strict")
    #expect(strict.status == 0, "\(strict.text)")
    try write("schema = 1\n", to: "broken.toml")
    #expect(try run("check", "broken.toml").status == 65)
  }

  @Test func `inputs of a thousand read voltages are refused by the check`() throws {
    try write(Workplace.technology, to: "t.toml")
    try ArrayBytes.matrix([[250.0, 100], [200, 30]]).write(to: folder.file("mV.npy"))
    let outcome = try run(
      "check", "t.toml", "--conductances", "G.npy", "--inputs", "mV.npy")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("mV.npy") && outcome.errors.contains("read voltage"))
  }
}
