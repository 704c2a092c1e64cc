import Foundation
import Testing

/// Files of calibrated models that are not what they must be.
struct ModelRefusalTests {
  static let faults = [
    Fault("an unknown key", "\"schema\" : 1", "\"flavor\" : 2, \"schema\" : 1", "key flavor"),
    Fault(
      "an unknown inner key", "\"is_identifiable\"", "\"flavor\" : 2, \"is_identifiable\"",
      "parameters[0].flavor"),
    Fault("a missing key", "\"kind\" : \"linear\",", "", "key kind", "missing"),
    Fault("another kind", "\"linear\"", "\"cubic\"", "kind \"cubic\"", "linear"),
    Fault("another schema", "\"schema\" : 1", "\"schema\" : 2", "schema 2"),
    Fault("an unknown parameter", "\"cell_secant\"", "\"cell_tangent\"", "cell_tangent"),
    Fault("NaN", "\"value\" : 2.5", "\"value\" : NaN", "not JSON", "line"),
    Fault("infinity", "\"value\" : 2.5", "\"value\" : 1e999, \"x\" : 2.5", "JSON"),
    Fault("a text for a number", "\"value\" : 2.5", "\"value\" : \"2.5\", \"x\" : 1", "value"),
    Fault("no value", "\"value\" : 2.5", "\"value\" : null, \"x\" : 2.5", "parameters[0].value"),
    Fault("a negative tolerance", "\"drift\" : ", "\"drift\" : -", "tolerance.drift"),
  ]

  let place: Workplace
  let arguments =
    Workplace.simulate(technology: "model.toml", solver: "fcm")
    + ["--model", "model.json"]

  init() throws {
    place = try Workplace()
    try place.copy("golden/models/ohmic-100k.json", as: "model.json")
    try place.copy("golden/ohmic-100k/technology.toml", as: "model.toml")
  }

  @Test func `a whole model is accepted`() throws {
    let run = Workplace.simulate(technology: "model.toml", solver: "fcm", output: "I.npy")
    #expect(try place.run(run + ["--model", "model.json"]).status == 0)
  }

  @Test(arguments: faults)
  func `is refused with file and key`(fault: Fault) throws {
    try place.edit("model.json", fault.old, fault.new)
    try place.expectRefusal(arguments, status: 65, naming: ["model.json"] + fault.words)
  }

  @Test func `a negative parameter is refused by name`() throws {
    let text = try String(contentsOf: place.file("model.json"), encoding: .utf8)
    for name in [
      "row_segment_resistance_ohm", "column_segment_resistance_ohm", "driver_resistance_ohm",
      "sense_resistance_ohm", "cell_secant",
    ] {
      let start = try #require(text.range(of: "\"name\" : \"\(name)\""))
      let value = try #require(
        text.range(of: "\"value\" : ", range: start.upperBound..<text.endIndex))
      try place.write("model.json", text.replacingCharacters(in: value, with: "\"value\" : -"))
      try place.expectRefusal(
        arguments, status: 65, naming: ["model.json", "parameter \(name): -"])
    }
  }

  @Test(arguments: [0, 1, 900, 4000])
  func `a file that ends early is refused`(length: Int) throws {
    try place.write("model.json", Data(contentsOf: place.file("model.json")).prefix(length))
    try place.expectRefusal(arguments, status: 65, naming: ["model.json", "JSON"])
  }

  @Test(arguments: [
    ("row_segment_resistance_ohm = 2.5", "row_segment_resistance_ohm = 2.6", "row_segment"),
    ("[driver]\nresistance_ohm = 500", "[driver]\nresistance_ohm = 501", "driver"),
    ("device = \"ohmic\"", "device = \"sinh\"\nsinh_voltage_volt = 0.25", "device"),
  ])
  func `another technology is refused with the difference`(
    old: String, new: String, word: String
  ) throws {
    try place.edit("model.toml", old, new)
    try place.expectRefusal(arguments, status: 65, naming: ["model.json", word])
  }

  @Test(arguments: ["ideal", "nodal", "spice"])
  func `a model for another solver is a usage error`(solver: String) throws {
    let run = Workplace.simulate(technology: "model.toml", solver: solver)
    try place.expectRefusal(
      run + ["--model", "model.json"], status: 64, naming: ["--model", "fcm"])
  }
}
