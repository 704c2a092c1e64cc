import Foundation
import TestSupport
import Testing

/// A folder with the files of a small array, in which a test runs the program.
///
/// The array is not square, so that rows and columns cannot be mistaken for each other. `kept.npy`
/// exists already, and a refused run must leave it as it is.
struct Workplace {
  static let technology = """
    schema = 1
    name = "array"
    source = "the test"
    [cell]
    topology = "1R"
    device = "ohmic"
    on_resistance_ohm = 10e3
    off_resistance_ohm = 600e3
    levels = 4
    [wires]
    row_segment_resistance_ohm = 2.5
    column_segment_resistance_ohm = 5
    [driver]
    resistance_ohm = 500
    [sense]
    resistance_ohm = 100
    [read]
    voltage_volt = 0.25
    temperature_celsius = 27

    """

  /// Conductances of 4 × 3 cells, in siemens.
  static let conductances: [[Double]] = [
    [10e-6, 60e-6, 40e-6], [40e-6, 20e-6, 70e-6], [70e-6, 50e-6, 30e-6], [30e-6, 10e-6, 60e-6],
  ]

  /// Two vectors of four row voltages, in volts.
  static let inputs = [[0.1, 0.2, 0.05, 0.25], [0, -0.1, 0.25, 0.125]]

  let temporary: TemporaryFolder
  var folder: URL { temporary.url }

  init() throws {
    temporary = try TemporaryFolder()
    try write("array.toml", Self.technology)
    try write("G.npy", ArrayBytes.matrix(Self.conductances))
    try write("V.npy", ArrayBytes.matrix(Self.inputs))
    try write("kept.npy", "what was here before")
  }

  /// Adds the demo's network and technology, and six images for it.
  func addGlyphs() throws {
    for name in ["glyphs.onnx", "glyphs.toml", "technology.toml"] {
      try copy("demo/\(name)", as: name)
    }
    var pixels: [UInt8] = []
    for place in 0..<1536 { pixels.append(UInt8(truncatingIfNeeded: 37 * place + place / 5)) }
    try write("images", ArrayBytes.idx([6, 16, 16], pixels))
    try write("labels", ArrayBytes.idx([6], [UInt8](0..<6)))
  }

  /// The arguments of `assay simulate` on the array, with some files exchanged.
  static func simulate(
    technology: String = "array.toml", conductances: String = "G.npy", inputs: String = "V.npy",
    solver: String = "nodal", output: String = "kept.npy"
  ) -> [String] {
    [
      "simulate", "--technology", technology, "--conductances", conductances, "--inputs", inputs,
      "--solver", solver, "--output", output,
    ]
  }

  func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

  func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

  func write(_ name: String, _ data: Data) throws { try data.write(to: file(name)) }

  /// Replaces the first occurrence of a text in a file, which must have it.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOf: file(name), encoding: .utf8)
    let range = try #require(text.range(of: old), "\(name) has no \(old)")
    try write(name, text.replacingCharacters(in: range, with: new))
  }

  /// Copies a file or a folder of the package.
  func copy(_ path: String, as name: String) throws {
    try FileManager.default.copyItem(
      at: Program.package.appendingPathComponent(path), to: file(name))
  }

  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Program.Outcome {
    try Program.run(arguments, in: folder, environment: environment)
  }

  /// The bytes of every file by its path, and an empty entry for every folder.
  func contents() throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return Dictionary(
      uniqueKeysWithValues: paths.map { ($0, (try? Data(contentsOf: file($0))) ?? Data()) })
  }

  /// Expects that a run is refused: with this status, nothing on standard output, nothing changed on
  /// disk, and one line of complaint that has these words.
  func expectRefusal(
    _ arguments: [String], status: Int32, naming words: [String],
    environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try contents()
    let outcome = try run(arguments, environment: environment)
    let after = try contents()
    let errors = outcome.errors
    #expect(outcome.status == status, "\(errors)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    #expect(
      before == after, "changed: \(after.filter { before[$0.key] != $0.value }.keys)",
      sourceLocation: sourceLocation)
    for word in words {
      #expect(
        errors.contains(word), "no \(word) in: \(errors)", sourceLocation: sourceLocation)
    }
    // Usage errors have the parser's own form, with a line on how to call the command.
    guard status != 64 else { return }
    #expect(
      errors.hasPrefix("assay: error: ") && errors.filter { $0 == "\n" }.count == 1,
      "not one line: \(errors)", sourceLocation: sourceLocation)
  }
}

/// One way in which an input can be wrong, and the words that the complaint must have.
struct Fault: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var old: String
  var new: String
  var words: [String]

  init(_ description: String, _ old: String, _ new: String, _ words: String...) {
    testDescription = description
    (self.old, self.new, self.words) = (old, new, words)
  }
}
