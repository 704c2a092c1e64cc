import ArrayStorage
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Testing

/// `assay simulate --voltages --cell-currents --power`, and the files that other programs read.
struct InteriorCommandTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private static let files = [
    "--voltages", "U.npy", "--cell-currents", "C.npy", "--power", "P.npy",
  ]

  private func simulate(_ solver: String, _ more: [String] = files) throws -> Program.Outcome {
    let outcome = try place.run(Workplace.simulate(solver: solver, output: "I.npy") + more)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  /// Solves the array by the library.
  private func solutions() throws -> [NodalSolution] {
    try NodalSolver().program(
      Crossbar(
        technology: try Technology(contentsOf: place.file("array.toml")),
        conductances: Matrix(Workplace.conductances))
    ).solutions(for: Matrix(Workplace.inputs))
  }

  @Test func `the files are those of the NPY specification, in the stated shapes`() throws {
    _ = try simulate("nodal")
    let solutions = try solutions()
    // Word lines before bit lines, input by input.
    #expect(
      try Data(contentsOf: place.file("U.npy"))
        == ArrayBytes.file(
          "<f8", "(2, 2, 4, 3)",
          ArrayBytes.body(solutions.flatMap { $0.wordLine.elements + $0.bitLine.elements })))
    let (shape, currents) = try NPYFile.readArray(place.file("C.npy"))
    #expect(shape == [2, 4, 3])
    for (sample, solution) in solutions.enumerated() {
      for cell in 0..<12 {
        let voltage = solution.wordLine.elements[cell] - solution.bitLine.elements[cell]
        let current = Workplace.conductances[cell / 3][cell % 3] * voltage
        #expect((currents[12 * sample + cell] - current).magnitude <= 1e-15 * current.magnitude)
      }
    }
    let power = try NPYFile.read(place.file("P.npy"))
    #expect(power.rows == 2 && power.columns == 7)
    for sample in 0..<2 {
      let row = power.row(sample)
      #expect((row[0] - row[1...].reduce(0, +)).magnitude <= 1e-13 * row[0])
      // Every resistance takes its part: none is 0 Ω, and there are no amplifiers.
      #expect(row[..<6].allSatisfy { $0 > 0 } && row[6] == 0)
    }
  }

  @Test func `SPICE gives the same files to its tolerance`() throws {
    _ = try simulate("nodal")
    let own = try ["U", "C", "P"].map { try NPYFile.readArray(place.file("\($0).npy")) }
    _ = try simulate("spice")
    for (name, reference) in zip(["U", "C", "P"], own) {
      let found = try NPYFile.readArray(place.file("\(name).npy"))
      let largest = reference.values.map(\.magnitude).max() ?? 0
      #expect(found.shape == reference.shape)
      // reltol of the deck is 1e-9; a power has the error of its voltage twice.
      #expect(
        zip(found.values, reference.values).allSatisfy { ($0 - $1).magnitude <= 1e-8 * largest })
    }
  }

  @Test func `cells of two devices have a third node, and cells of 0 S none`() throws {
    try place.edit("array.toml", "\"1R\"", "\"1S1R\"")
    let text = try String(contentsOf: place.file("array.toml"), encoding: .utf8)
    try place.write(
      "array.toml",
      text
        + "[selector]\nsaturation_current_ampere = 1e-7\ncharacteristic_voltage_volt = 0.1\n")
    var conductances = Workplace.conductances
    conductances[2][1] = 0
    try place.write("G.npy", ArrayBytes.matrix(conductances))
    for solver in ["nodal", "spice"] {
      _ = try simulate(solver, ["--voltages", "U.npy"])
      let bytes = try Data(contentsOf: place.file("U.npy"))
      let header = ArrayBytes.file("<f8", "(2, 3, 4, 3)", Data())
      try #require(bytes.starts(with: header) && bytes.count == header.count + 72 * 8)
      let values = bytes[header.count...].withUnsafeBytes { Array($0.bindMemory(to: Double.self)) }
      for sample in 0..<2 {
        for cell in 0..<12 {
          let (word, bit, inner) = (
            values[36 * sample + cell], values[36 * sample + 12 + cell],
            values[36 * sample + 24 + cell]
          )
          guard cell != 7 else {
            #expect(inner.isNaN)
            continue
          }
          // The same current flows through selector and memory.
          let memory = conductances[cell / 3][cell % 3] * (inner - bit)
          let selector = 1e-7 * sinh((word - inner) / 0.1)
          #expect(
            (memory - selector).magnitude <= 1e-6 * memory.magnitude + 1e-18,
            "\(solver): \(memory) A and \(selector) A")
        }
      }
    }
  }

  /// Runs Python; nil if there is none, or none that has numpy.
  private static func python(_ program: String, in folder: URL) throws -> String? {
    let outcome = try Program.shell(
      "python3 -c 'import numpy' 2> /dev/null || exit 77; python3 \(program)", [], in: folder)
    guard outcome.status != 77 else { return nil }
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome.text
  }

  /// A drawing that is not drawn: what the page's lines give to it is printed.
  private static let canvas = """
    import sys, types
    shown = []
    class Canvas(types.ModuleType):
        def __getattr__(self, name):
            if name.startswith("__"): raise AttributeError(name)
            return lambda *values, **options: shown.append((name, values))
    package = types.ModuleType("matplotlib")
    package.pyplot = Canvas("matplotlib.pyplot")
    sys.modules.update({"matplotlib": package, "matplotlib.pyplot": package.pyplot})

    """

  @Test func `the map of the IR drop is five lines of Python`() throws {
    let page = try String(
      contentsOf: Program.package.appendingPathComponent("docs/inside.md"), encoding: .utf8)
    let start = try #require(page.range(of: "```python\n")?.upperBound)
    let end = try #require(page.range(of: "```", range: start..<page.endIndex)?.lowerBound)
    let lines = page[start..<end]
    #expect(lines.split(separator: "\n").count == 5)
    _ = try simulate("nodal")
    try place.write(
      "map.py",
      Self.canvas + lines
        + """
        image = [values for name, values in shown if name == "imshow"][0][0]
        print(*image.shape, *image.ravel().tolist())

        """)
    // Elsewhere the bytes of the files are tested, and nobody draws.
    guard let printed = try Self.python("map.py", in: place.folder) else { return }
    let numbers = printed.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    try #require(numbers.count == 14 && numbers[0] == 4 && numbers[1] == 3)
    let solution = try solutions()[0]
    for cell in 0..<12 {
      let drop =
        1e3
        * (Workplace.inputs[0][cell / 3]
          - (solution.wordLine.elements[cell] - solution.bitLine.elements[cell]))
      #expect((numbers[2 + cell] - drop).magnitude <= 1e-12 * drop.magnitude)
    }
  }

  @Test func `JSON and text have the power`() throws {
    let report = try #require(
      try simulate("nodal", ["--power", "P.npy", "--json"]).json() as? [String: Any])
    let powers = try #require(report["staticPowerWatt"] as? [[String: Double]])
    let stored = try NPYFile.read(place.file("P.npy"))
    for (sample, power) in powers.enumerated() {
      // The parser of JSON here is off by a unit in the last place.
      let cells = try #require(power["cells"])
      #expect((cells - stored[sample, 4]).magnitude <= 1e-15 * stored[sample, 4])
    }
    #expect(powers.count == 2)
    let text = try simulate("nodal", ["--power", "P.npy"]).text
    #expect(
      text.contains(
        "static power in watts, mean of the inputs: sources \((stored[0, 0] + stored[1, 0]) / 2), ")
    )
    #expect(try !simulate("nodal", []).text.contains("power"))
  }

  @Test(arguments: ["ideal", "fcm"], ["--voltages", "--cell-currents", "--power"])
  func `a solver without nodes is refused`(solver: String, option: String) throws {
    try place.expectRefusal(
      Workplace.simulate(solver: solver) + [option, "U.npy"], status: 64,
      naming: [option, "nodal or spice"])
  }

  @Test func `a refused run leaves no file, and outputs are told apart`() throws {
    try place.expectRefusal(
      Workplace.simulate() + ["--voltages", "V.npy"], status: 64, naming: ["V.npy", "an input"])
    try place.expectRefusal(
      Workplace.simulate() + ["--voltages", "./kept.npy"], status: 64, naming: ["the same file"])
    try place.edit("array.toml", "\"ohmic\"", "\"sinh\"\nsinh_voltage_volt = 0.25")
    try place.edit("array.toml", "[read]\nvoltage_volt = 0.25", "[read]\nvoltage_volt = 1e4")
    try place.write("V.npy", ArrayBytes.matrix([[1e4, 1e4, 1e4, 1e4]]))
    // The voltages are begun before the solver fails.
    try place.expectRefusal(
      Workplace.simulate(solver: "spice") + ["--voltages", "U.npy"], status: 1,
      naming: ["unacceptablePath"])
  }

  @Test func `a file that nobody could read is refused with its size`() throws {
    let side = 1024
    try place.write(
      "G.npy",
      ArrayBytes.file(
        "<f8", "(\(side), \(side))",
        ArrayBytes.body([Double](repeating: 5e-5, count: side * side))))
    try place.write(
      "V.npy",
      ArrayBytes.file(
        "<f8", "(513, \(side))", ArrayBytes.body([Double](repeating: 0.1, count: 513 * side))))
    try place.expectRefusal(
      Workplace.simulate() + ["--voltages", "U.npy"], status: 65,
      naming: ["V.npy", "513 vectors of 16777216 bytes", "at most 512 vectors"])
  }
}
