import Foundation
import Testing

/// Files of calibrated models that are not what they must be.
struct ModelRefusalTests {
  static let faults = [
    Fault("an unknown key", "\"schema\" : 3", "\"flavor\" : 2, \"schema\" : 3", "key flavor"),
    Fault(
      "an unknown inner key", "\"is_identifiable\"", "\"flavor\" : 2, \"is_identifiable\"",
      "parameters[0].flavor"),
    Fault("a missing key", "\"kind\" : \"linear\",", "", "key kind", "missing"),
    Fault("another kind", "\"linear\"", "\"cubic\"", "kind \"cubic\"", "linear"),
    Fault("an old schema", "\"schema\" : 3", "\"schema\" : 2", "schema 2", "assay calibrate"),
    Fault("an unknown parameter", "\"cell_secant\"", "\"cell_tangent\"", "cell_tangent"),
    Fault("NaN", "\"value\" : 2.5", "\"value\" : NaN", "not JSON", "line"),
    Fault("infinity", "\"value\" : 2.5", "\"value\" : 1e999, \"x\" : 2.5", "JSON"),
    Fault("a text for a number", "\"value\" : 2.5", "\"value\" : \"2.5\", \"x\" : 1", "value"),
    Fault("no value", "\"value\" : 2.5", "\"value\" : null, \"x\" : 2.5", "parameters[0].value"),
    Fault(
      "a changed parameter", "\"value\" : 2.5", "\"value\" : 2.6", "key parameters_sha256",
      "assay calibrate"),
    Fault(
      "a stale digest", "\"parameters_sha256\" : \"", "\"parameters_sha256\" : \"0",
      "key parameters_sha256"),
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
    try place.write("G.npy", ArrayBytes.matrix(Self.conductances(rows: 12, columns: 9)))
    try place.write("V.npy", ArrayBytes.matrix([Self.voltages(12)]))
  }

  private static func conductances(rows: Int, columns: Int) -> [[Double]] {
    let states = [2e-6, 4e-6, 6e-6, 8e-6, 10e-6]
    return (0..<rows).map { row in (0..<columns).map { states[($0 + row) % 5] } }
  }

  private static func voltages(_ count: Int) -> [Double] {
    (0..<count).map { 0.25 * Double($0 % 4) / 3 }
  }

  @Test func `a whole model is accepted`() throws {
    let run = Workplace.simulate(technology: "model.toml", solver: "fcm", output: "I.npy")
    #expect(try place.run(run + ["--model", "model.json"]).status == 0)
  }

  @Test func `the error that is quoted is that of the load at hand, by name`() throws {
    let run = Workplace.simulate(technology: "model.toml", solver: "fcm", output: "I.npy")
    for (vector, name) in [
      (Array(repeating: 0.1, count: 12), "together"),
      ((0..<12).map { $0 < 5 ? 0.25 : 0 }, "one end"),
      ((0..<12).map { $0 == 7 ? 0.1 : 0 }, "5 % on"),
    ] {
      try place.write("V.npy", ArrayBytes.matrix([vector, vector]))
      let text = try place.run(run + ["--model", "model.json"]).text
      #expect(text.contains("load: \(name); the model file states "), "\(text)")
      #expect(text.contains("of the mean current at full drive for it, at 64x64"), "\(text)")
    }
    try place.write("V.npy", ArrayBytes.matrix([(0..<12).map { 0.02 * Double($0 - 6) }]))
    let outcome = try place.run(run + ["--model", "model.json", "--json"])
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.text.utf8)) as? [String: Any])
    let load = try #require(report["modelLoad"] as? [String: Any])
    let parts = try #require(load["parts"] as? [[String: Any]])
    #expect(parts.count == 1 && parts[0]["load"] as? String == "both signs")
    #expect(load["ofFullDrive"] == nil)
  }

  @Test(arguments: faults)
  func `is refused with file and key`(fault: Fault) throws {
    try place.edit("model.json", fault.old, fault.new)
    try place.expectRefusal(arguments, status: 65, naming: ["model.json"] + fault.words)
  }

  @Test(arguments: ["model.json", "evaluation.json"])
  func `a report shows no record that contradicts itself`(file: String) throws {
    try place.edit("model.json", "\"value\" : 2.5", "\"value\" : 2.6")
    try place.write("evaluation.json", Self.evaluation(right: "0.99"))
    try place.expectRefusal(
      ["report", file, "--output", "page.html"], status: 65,
      naming: [file, file == "model.json" ? "parameters_sha256" : "key digital.top1.value"])
    try place.write("evaluation.json", Self.evaluation(right: "0.15"))
    #expect(try place.run(["report", "evaluation.json", "--output", "page.html"]).status == 0)
  }

  /// The result of a digital network of which 3 of 20 images are right.
  private static func evaluation(right share: String) -> String {
    """
    {
      "schema": 1, "kind": "evaluation", "network": {"file": "n.onnx"}, "data_set": "d",
      "images": 20, "calibration_data_set": "d", "calibration_images": 0, "solver": "digital",
      "seed": 0, "trials": [], "layers": [],
      "digital": {
        "top1": {
          "count": 3, "total": 20, "value": \(share), "lower": 0.052368745896216595,
          "upper": 0.36041886474075696
        }
      }
    }
    """
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
    ("[read]", "[read]\ndrive = \"double\"", "drive is single, not double"),
    ("temperature_celsius = 27", "temperature_celsius = 28", "temperature"),
    (
      "[read]", "[dac]\nbits = 4\nunit_resistance_ohm = 1e4\n[read]", "dac is absent"
    ),
  ])
  func `another technology is refused with the difference`(
    old: String, new: String, word: String
  ) throws {
    try place.edit("model.toml", old, new)
    try place.expectRefusal(arguments, status: 65, naming: ["model.json", word])
  }

  /// The model was fitted and tested on 8 to 64 rows and columns, ±0.25 V and cells of 0.87 to
  /// 21 µS.
  @Test(arguments: [
    (7, 9, "validity.rows", "7 × 9", "8 to 64"), (65, 8, "validity.rows", "65 × 8", "8 to 64"),
    (12, 7, "validity.columns", "12 × 7", "8 to 64"),
  ])
  func `a size that was not tested is refused with the range`(
    rows: Int, columns: Int, key: String, size: String, range: String
  ) throws {
    try place.write("G.npy", ArrayBytes.matrix(Self.conductances(rows: rows, columns: columns)))
    try place.write("V.npy", ArrayBytes.matrix([Self.voltages(rows)]))
    try place.expectRefusal(arguments, status: 65, naming: ["model.json", key, size, range])
  }

  @Test func `voltages and conductances outside the model's ranges are refused`() throws {
    var inputs = Self.voltages(12)
    inputs[3] = 0.26
    try place.write("V.npy", ArrayBytes.matrix([Self.voltages(12), inputs]))
    try place.expectRefusal(
      arguments, status: 65,
      naming: ["model.json", "validity.input_volt", "0.26 V", "sample 1", "row 3", "0.25"])
    try place.write("V.npy", ArrayBytes.matrix([Self.voltages(12)]))
    var cells = Self.conductances(rows: 12, columns: 9)
    cells[11][2] = 1e-4
    try place.write("G.npy", ArrayBytes.matrix(cells))
    try place.expectRefusal(
      arguments, status: 65,
      naming: ["model.json", "validity.conductance_siemens", "0.0001 S", "row 11, column 2"])
  }

  @Test(arguments: ["ideal", "nodal", "spice"])
  func `a model for another solver is a usage error`(solver: String) throws {
    let run = Workplace.simulate(technology: "model.toml", solver: solver)
    try place.expectRefusal(
      run + ["--model", "model.json"], status: 64, naming: ["--model", "fcm"])
  }
}
