import ArrayStorage
import Crossbars
import Foundation
import LinearAlgebra
import Records
import Testing

/// `assay calibrate --measured`: a laboratory's own currents in place of golden data.
struct MeasuredCommandTests {
  let place: Workplace
  /// The resistances of the arrays, where `array.toml` says 2.5, 5, 500 and 100 ohms.
  static let truth = [4.0, 3.5, 610, 140]
  static let offset = 3e-7
  static let command = [
    "calibrate", "--measured", "G8.npy", "V8.npy", "I8.npy", "--measured", "G12.npy", "V12.npy",
    "I12.npy", "--technology", "array.toml", "--output", "model.json",
  ]

  /// Forges arrays of 8 × 8 and 12 × 12 cells of another circuit, whose readings have an offset and
  /// .5 % of proportional noise.
  init() throws {
    place = try Workplace()
    var text = Workplace.technology
    for (old, new) in [
      ("row_segment_resistance_ohm = 2.5", "row_segment_resistance_ohm = 4"),
      ("column_segment_resistance_ohm = 5", "column_segment_resistance_ohm = 3.5"),
      ("resistance_ohm = 500", "resistance_ohm = 610"),
      ("resistance_ohm = 100", "resistance_ohm = 140"),
    ] { text = text.replacing(old, with: new) }
    try place.write("truth.toml", text)
    var chance = SeededGenerator(seed: 11, stream: 0x6d6561)
    for (size, arrays) in [(8, 3), (12, 2)] {
      let inputs = (0..<20).map { _ in (0..<size).map { _ in 0.25 * chance.uniform() } }
      try place.write("V\(size).npy", ArrayBytes.matrix(inputs))
      var cells: [Double] = []
      var readings: [Double] = []
      for _ in 0..<arrays {
        let array = (0..<size).map { _ in (0..<size).map { _ in 1e-5 + 9e-5 * chance.uniform() } }
        cells += array.flatMap { $0 }
        try place.write("G.npy", ArrayBytes.matrix(array))
        let run = try place.run(
          Workplace.simulate(
            technology: "truth.toml", inputs: "V\(size).npy", output: "exact.npy"))
        try #require(run.status == 0, "\(run.errors)")
        readings += try NPYFile.read(place.file("exact.npy")).elements.map {
          Self.offset + $0 * (1 + 5e-3 * chance.normal())
        }
      }
      readings[5] = .nan
      try write("G\(size).npy", [arrays, size, size], cells)
      try write("I\(size).npy", [arrays, 20, size], readings)
    }
  }

  private func write(_ name: String, _ shape: [Int], _ values: [Double]) throws {
    let axes = shape.map(\.description).joined(separator: ", ")
    try place.write(name, ArrayBytes.file("<f8", "(\(axes))", ArrayBytes.body(values)))
  }

  private func numbers(_ name: String) throws -> (shape: [Int], values: [Double]) {
    try NPYFile.readDoubles(place.file(name), admitsNaN: true)
  }

  private func fitted(_ arguments: [String]) throws -> (text: String, model: CalibratedModel) {
    let run = try place.run(arguments)
    try #require(run.status == 0, "\(run.errors)")
    return (run.text, try CalibratedModel(contentsOf: place.file("model.json")))
  }

  @Test func `one command recovers resistances, offset and noise`() throws {
    let (text, model) = try fitted(Self.command)
    for (parameter, value) in zip(model.parameters, Self.truth + [1]) {
      // Three standard errors: one in 70 of five parameters would miss its 95 % interval four times.
      let error = (parameter.value - value).magnitude
      #expect(error < 3 * parameter.standardError, "\(parameter) of \(value)")
      #expect(parameter.isIdentifiable, "\(parameter)")
    }
    let measured = try #require(model.measured)
    let offset = try #require(measured.offset)
    #expect((offset.ampere - Self.offset).magnitude < 3 * offset.standardError, "\(offset)")
    let relative = try #require(measured.noise.relative)
    #expect((relative - 5e-3).magnitude < 1e-3)
    #expect(measured.sources.map(\.arrays) == [3, 2])
    #expect(measured.sources.map(\.missing) == [1, 1])
    #expect(measured.sources.map(\.readings) == [3 * 160 - 1, 2 * 240 - 1])
    #expect(model.golden == nil)
    #expect(model.errors.heldOut.cases == 2)
    #expect(text.contains("fitted to measured: 958 currents of 5 arrays, I8.npy, I12.npy"))
  }

  @Test func `wherever the model is shown it says that it was measured`() throws {
    _ = try fitted(Self.command)
    try FileManager.default.createDirectory(
      at: place.file("models"), withIntermediateDirectories: false)
    let files = ["G8.npy", "V8.npy", "I8.npy", "G12.npy", "V12.npy", "I12.npy", "array.toml"]
    for name in files + ["model.json"] {
      try FileManager.default.copyItem(at: place.file(name), to: place.file("models/\(name)"))
    }
    let (_, cells) = try numbers("G8.npy")
    try write("G.npy", [8, 8], Array(cells.prefix(64)))
    let simulated = try place.run(
      Workplace.simulate(inputs: "V8.npy", solver: "fcm", output: "I.npy") + [
        "--model", "model.json",
      ])
    #expect(simulated.text.contains("model fitted to measured: 958 currents"))
    let report = try place.run(["report", "model.json", "--output", "page.html"])
    #expect(report.status == 0, "\(report.errors)")
    let page = try String(contentsOf: place.file("page.html"), encoding: .utf8)
    #expect(page.contains("currents of a laboratory") && page.contains("measured currents"))
    try place.copy("golden/unequal-wires", as: "suite")
    let verified = try place.run(["verify", "--golden", "suite", "--models", "models"])
    #expect(verified.status == 0, "\(verified.text) \(verified.errors)")
    #expect(verified.text.contains("measured currents"))
    // A reading that changed, and one that is gone.
    var (shape, readings) = try numbers("I8.npy")
    readings[0] *= 1.001
    try write("models/I8.npy", shape, readings)
    let changed = try place.run(["verify", "--golden", "suite", "--models", "models"])
    #expect(changed.status == 1 && changed.errors.contains("I8.npy"), "\(changed.errors)")
    try FileManager.default.removeItem(at: place.file("models/I8.npy"))
    let gone = try place.run(["verify", "--golden", "suite", "--models", "models"])
    #expect(gone.status == 1 && gone.errors.contains("I8.npy"), "\(gone.errors)")
  }

  @Test func `a single array is fitted from CSV files, and said to be judged by none`() throws {
    for (name, size) in [("G8", [8, 8]), ("V8", [20, 8]), ("I8", [20, 8])] {
      let (_, values) = try numbers("\(name).npy")
      let lines = (0..<size[0]).map { row in
        (0..<size[1]).map { "\(values[row * size[1] + $0])" }.joined(separator: ",")
      }
      try place.write("\(name).csv", "# \(name)\n" + lines.joined(separator: "\n") + "\n")
      try write("one-\(name).npy", size, Array(values.prefix(size[0] * size[1])))
    }
    func command(_ files: [String]) -> [String] {
      ["calibrate", "--measured"] + files + [
        "--technology", "array.toml", "--output", "model.json",
      ]
    }
    let (text, model) = try fitted(command(["G8.csv", "V8.csv", "I8.csv"]))
    #expect(text.contains("no array is held out"))
    #expect(model.errors.heldOut.cases == 0 && model.measured?.noise.heldOutScatter == nil)
    let (_, same) = try fitted(command(["one-G8.npy", "one-V8.npy", "one-I8.npy"]))
    #expect(same.parameters == model.parameters)
  }

  @Test func `stated noise makes the intervals, and weights are known up to a factor`() throws {
    let (_, estimated) = try fitted(Self.command)
    let (_, stated) = try fitted(
      Self.command + ["--noise-ampere", "0", "--noise-relative", "0.005"])
    let width = { (model: CalibratedModel) in model.parameters[2].standardError }
    // 640 readings know their standard deviation to 3 %.
    #expect((width(stated) / width(estimated) - 1).magnitude < 0.15)
    for size in [8, 12] {
      let (shape, readings) = try numbers("I\(size).npy")
      try write("S\(size).npy", shape, readings.map { 5e-3 * $0.magnitude })
      try write("W\(size).npy", shape, readings.map { 7 / ($0 * $0) })
    }
    let (_, single) = try fitted(Self.command + ["--standard-deviations", "S8.npy", "S12.npy"])
    let (_, weighted) = try fitted(Self.command + ["--weights", "W8.npy", "W12.npy"])
    #expect((width(single) / width(stated) - 1).magnitude < 0.05)
    #expect((width(weighted) / width(stated) - 1).magnitude < 0.15)
    // A tenth of the noise is contradicted, and the intervals are not a tenth.
    let (text, tenth) = try fitted(
      Self.command + ["--noise-ampere", "0", "--noise-relative", "0.0005"])
    #expect(tenth.measured?.noise.isContradicted == true)
    #expect(text.contains("more than chance explains"))
    #expect((width(tenth) / width(stated) - 1).magnitude < 0.15)
  }

  /// A way in which a laboratory's files can be wrong.
  struct Damage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var file: String
    var edit: @Sendable (inout [Int], inout [Double]) -> Void
    var words: [String]
  }

  static let damages = [
    Damage(testDescription: "currents in milliamperes", file: "I8.npy") { _, values in
      for index in values.indices { values[index] *= 1000 }
    } words: {
      ["I8.npy", "amperes"]
    },
    Damage(testDescription: "currents of the other sign", file: "I12.npy") { _, values in
      for index in values.indices { values[index].negate() }
    } words: {
      ["I12.npy", "other sign"]
    },
    Damage(testDescription: "conductances in microsiemens", file: "G8.npy") { _, values in
      for index in values.indices { values[index] *= 1e6 }
    } words: {
      ["G8.npy", "siemens"]
    },
    Damage(testDescription: "voltages in millivolts", file: "V8.npy") { _, values in
      for index in values.indices { values[index] *= 1000 }
    } words: {
      ["V8.npy", "volts"]
    },
    Damage(testDescription: "a negative conductance", file: "G8.npy") { _, values in
      values[70].negate()
    } words: {
      ["G8.npy, array 1: row 0, column 6", "at least 0 S"]
    },
    Damage(testDescription: "a conductance that is NaN", file: "G8.npy") { _, values in
      values[0] = .nan
    } words: {
      ["G8.npy", "element (0, 0, 0)"]
    },
    Damage(testDescription: "a voltage that is NaN", file: "V8.npy") { _, values in
      values[9] = .nan
    } words: {
      ["V8.npy", "element (1, 1)"]
    },
    Damage(testDescription: "an infinite current", file: "I8.npy") { _, values in
      values[0] = .infinity
    } words: {
      ["I8.npy", "element (0, 0, 0)", "NaN"]
    },
    Damage(testDescription: "an overloaded instrument", file: "I8.npy") { _, values in
      values[161] = 9.9e37
    } words: {
      ["I8.npy", "array 1, vector 0, column 1", "NaN"]
    },
    Damage(testDescription: "no readings of an array", file: "I8.npy") { _, values in
      for index in 160..<320 { values[index] = .nan }
    } words: {
      ["I8.npy, array 1", "no reading"]
    },
    Damage(testDescription: "currents that are all 0 A", file: "I8.npy") { _, values in
      values = values.map { _ in 0 }
    } words: {
      ["I8.npy", "0 A"]
    },
    Damage(testDescription: "currents of one array that are all 0 A", file: "I8.npy") {
      _, values in
      for index in 320..<480 { values[index] = 0 }
    } words: {
      ["I8.npy, array 2", "0 A"]
    },
    Damage(testDescription: "currents with exchanged axes", file: "I8.npy") { shape, _ in
      shape = [3, 8, 20]
    } words: {
      ["I8.npy", "shape (3, 8, 20)", "(3, 20, 8)"]
    },
    Damage(testDescription: "currents of fewer arrays", file: "I8.npy") { shape, values in
      shape = [2, 20, 8]
      values = Array(values.prefix(320))
    } words: {
      ["I8.npy", "(3, 20, 8)"]
    },
    Damage(testDescription: "voltages that are all 0 V", file: "V8.npy") { _, values in
      values = values.map { _ in 0 }
    } words: {
      ["V8.npy", "0 V"]
    },
    Damage(testDescription: "voltages of other rows", file: "V8.npy") { shape, _ in
      shape = [8, 20]
    } words: {
      ["V8.npy", "(vectors, 8)"]
    },
    Damage(testDescription: "conductances with rows and columns exchanged", file: "G8.npy") {
      _, values in
      let old = values
      for index in values.indices {
        let (array, row, column) = (index / 64, index / 8 % 8, index % 8)
        values[index] = old[64 * array + 8 * column + row]
      }
    } words: {
      ["G8.npy", "rows and columns exchanged"]
    },
    Damage(testDescription: "conductances from the last row on", file: "G12.npy") { _, values in
      let old = values
      for index in values.indices {
        let (array, row, column) = (index / 144, index / 12 % 12, index % 12)
        values[index] = old[144 * array + 12 * (11 - row) + column]
      }
    } words: {
      ["G12.npy", "last to the first"]
    },
    Damage(testDescription: "conductances in a line", file: "G8.npy") { shape, _ in
      shape = [192, 1]
    } words: {
      ["V8.npy", "192 rows"]
    },
  ]

  @Test(arguments: damages)
  func `a wrong file is refused by its name and place`(damage: Damage) throws {
    var (shape, values) = try numbers(damage.file)
    damage.edit(&shape, &values)
    try write(damage.file, shape, values)
    try place.expectRefusal(Self.command, status: 65, naming: damage.words)
  }

  @Test func `readings that are named twice are refused`() throws {
    let twice = Self.command + ["--measured", "G8.npy", "V8.npy", "I8.npy"]
    try place.expectRefusal(twice, status: 65, naming: ["I8.npy", "once more"])
  }

  @Test func `currents of other vectors are doubted`() throws {
    for (name, size) in [("I8.npy", 8), ("I12.npy", 12)] {
      let (shape, values) = try numbers(name)
      let reversed = values.indices.map { index in
        let (array, vector, column) = (index / (20 * size), index / size % 20, index % size)
        return values[20 * size * array + size * (19 - vector) + column]
      }
      try write(name, shape, reversed)
    }
    #expect(try fitted(Self.command).text.contains("in the same order in all files?"))
  }

  @Test(arguments: [
    ("1e-6,2e-6\n1e-6\n", ["bad.csv", "line 2", "1 numbers"]),
    ("# amperes\n1e-6,2e-6\n\n1e-6;2e-6,3\n", ["bad.csv", "line 4, column 1", "1e-6;2e-6"]),
    ("a,b\n1,2\n", ["bad.csv", "line 1, column 1", "header line begins with #"]),
    ("# nothing\n", ["bad.csv", "no line but comments"]),
    ("inf,1e-6\n", ["bad.csv", "line 1, column 1", "nan for none"]),
    ("1e-6,2e-6\n", ["bad.csv", "shape (1, 2)"]),
  ])
  func `a wrong line of a CSV file is refused by its number`(
    text: String, words: [String]
  ) throws {
    try place.write("bad.csv", text)
    let arguments = [
      "calibrate", "--measured", "G8.npy", "V8.npy", "bad.csv", "--technology", "array.toml",
      "--output", "model.json",
    ]
    try place.expectRefusal(arguments, status: 65, naming: words)
  }

  @Test func `fewer readings than parameters are refused`() throws {
    let (_, cells) = try numbers("G8.npy")
    try write("G.npy", [8, 8], Array(cells.prefix(64)))
    let (_, volts) = try numbers("V8.npy")
    try write("V.npy", [1, 8], Array(volts.prefix(8)))
    let (_, readings) = try numbers("I8.npy")
    try write("I.npy", [1, 8], Array(readings.prefix(8)))
    try place.expectRefusal(
      [
        "calibrate", "--measured", "G.npy", "V.npy", "I.npy", "--technology", "array.toml",
        "--output", "model.json",
      ], status: 65, naming: ["I.npy", "7 readings", "more than 8"])
  }

  @Test(arguments: [
    (["--measured", "G8.npy", "V8.npy"], "three"),
    (["--measured", "G8.npy", "V8.npy", "I8.npy"], "--technology"),
    (["--noise-ampere", "1e-9"], "--measured"),
    (["suite", "--no-offset"], "--measured"),
    (
      ["suite", "--measured", "G8.npy", "V8.npy", "I8.npy", "--technology", "array.toml"], "GOLDEN"
    ),
    (
      [
        "--measured", "G8.npy", "V8.npy", "I8.npy", "--technology", "array.toml", "--weights", "a",
        "b",
      ],
      "one for every"
    ),
    (
      [
        "--measured", "G8.npy", "V8.npy", "I8.npy", "--technology", "array.toml", "--weights", "a",
        "--standard-deviations", "b",
      ], "one of them"
    ),
    (
      [
        "--measured", "G8.npy", "V8.npy", "I8.npy", "--technology", "array.toml",
        "--noise-relative", "5",
      ], "0 to 1"
    ),
  ])
  func `options that do not fit each other are refused`(
    arguments: [String], word: String
  ) throws {
    try place.expectRefusal(
      ["calibrate"] + arguments + ["--output", "model.json"], status: 64, naming: [word])
  }
}

extension MeasuredCommandTests.Damage {
  init(
    testDescription: String, file: String,
    edit: @escaping @Sendable (inout [Int], inout [Double]) -> Void, words: () -> [String]
  ) {
    self.init(testDescription: testDescription, file: file, edit: edit, words: words())
  }
}
