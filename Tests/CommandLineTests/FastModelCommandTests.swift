import Foundation
import ArrayStorage
import LinearAlgebra
import Testing

/// `--model-kind` and `--tolerance`: which member of the family is taken, and what is said about it.
struct FastModelCommandTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
  }

  private func simulate(_ more: String...) throws -> Program.Outcome {
    try place.run(Workplace.simulate(solver: "fcm", output: "I.npy") + more)
  }

  @Test func `ohmic cells take the linear member, which is exact`() throws {
    let run = try simulate("--tolerance", "1e-9", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(run.text.utf8)) as? [String: Any])
    #expect(report["modelKind"] as? String == "linear")
    let selection = try #require(report["selection"] as? [String: Any])
    let candidates = try #require(selection["candidates"] as? [[String: Any]])
    #expect(candidates.count == 1 && candidates[0]["products"] as? Int == 1)
    #expect((candidates[0]["error"] as? Double ?? 1) < 1e-12)
  }

  @Test func `a tolerance that cheaper members miss says why they were passed over`() throws {
    try place.edit("array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.1")
    let run = try simulate("--tolerance", "0.001")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.text.contains("passed over: linear, "))
    let fast = try NPYFile.read(place.file("I.npy"))
    let exact = try place.run(Workplace.simulate(solver: "nodal", output: "E.npy"))
    #expect(exact.status == 0)
    let reference = try NPYFile.read(place.file("E.npy"))
    // The estimate is of the relative RMSE over vectors of the same statistics, and its margin
    // leaves one case in twenty-five: twice the tolerance has room for that.
    #expect((fast - reference).rootMeanSquare <= 2e-3 * reference.rootMeanSquare)
  }

  @Test func `a tolerance that nothing meets ends with status 1 and writes nothing`() throws {
    try place.edit("array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.1")
    let before = try Data(contentsOf: place.file("kept.npy"))
    let run = try place.run(
      Workplace.simulate(solver: "fcm") + ["--model-kind", "linear", "--tolerance", "1e-6"])
    #expect(run.status == 1)
    #expect(run.errors.contains("no member of the family meets the tolerance"))
    #expect(run.errors.contains("the best is linear"))
    #expect(try Data(contentsOf: place.file("kept.npy")) == before)
  }

  @Test(arguments: ["secant", "two-point", "chord"])
  func `a vector's currents do not depend on the other vectors`(kind: String) throws {
    try place.edit("array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.1")
    let inputs = try NPYFile.read(place.file("V.npy"))
    var all = Matrix(rows: 3, columns: inputs.columns)
    for row in 0..<inputs.columns {
      all[0, row] = inputs[0, row]
      all[1, row] = -0.5 * inputs[0, row]
      all[2, row] = 0.1 * inputs[0, row]
    }
    try NPYFile.write(all, to: place.file("V.npy"))
    let together = try simulate("--model-kind", kind)
    #expect(together.status == 0, "\(together.errors)")
    let currents = try NPYFile.read(place.file("I.npy"))
    for sample in 0..<3 {
      try NPYFile.write(all.rows(sample..<sample + 1), to: place.file("V.npy"))
      let alone = try simulate("--model-kind", kind)
      #expect(alone.status == 0, "\(alone.errors)")
      #expect(try NPYFile.read(place.file("I.npy")).row(0) == currents.row(sample))
    }
  }

  @Test func `a voltage beyond the read voltage is named where it stands`() throws {
    try place.edit("array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.1")
    let inputs = try NPYFile.read(place.file("V.npy"))
    var all = Matrix(rows: 3, columns: inputs.columns)
    all[0, 0] = -0.1
    all[2, 1] = 7
    try NPYFile.write(all, to: place.file("V.npy"))
    let run = try simulate("--model-kind", "two-point")
    #expect(run.status == 65)
    #expect(
      run.errors.contains("input 2, row 1") && run.errors.contains("7.0 V"), "\(run.errors)")
  }

  @Test func `the member that is asked for is taken`() throws {
    try place.edit("array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.25")
    for kind in ["linear", "secant", "two-point", "chord"] {
      let run = try simulate("--model-kind", kind)
      #expect(run.status == 0, "\(kind): \(run.errors)")
      #expect(run.text.contains("model: \(kind)"), "\(run.text)")
    }
  }

  @Test(arguments: [
    (["--tolerance", "0"], "--tolerance is 0"), (["--tolerance", "1.5"], "--tolerance is 1.5"),
    (["--tolerance", "nan"], "--tolerance is nan"), (["--model-kind", "cubic"], "cubic"),
    (["--model-kind", "linear", "--model", "M.json"], "--model-kind"),
  ])
  func `options that cannot be are usage errors`(options: [String], words: String) throws {
    try place.expectRefusal(
      Workplace.simulate(solver: "fcm") + options, status: 64, naming: [words])
  }

  @Test(arguments: ["--model-kind", "--tolerance"])
  func `options of the fast model are refused for other solvers`(option: String) throws {
    let value = option == "--tolerance" ? "0.1" : "linear"
    try place.expectRefusal(
      Workplace.simulate(solver: "nodal") + [option, value], status: 64, naming: [option, "fcm"])
  }
}
