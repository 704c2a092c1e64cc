import Foundation
import Testing

/// Files of conductances and inputs that are not what they must be.
struct ArrayRefusalTests {
  /// A damaged file in place of one of the two, and the words that the complaint must have.
  struct Damage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var data: Data
    var words: [String]
  }

  private static func damage(_ what: String, _ data: Data, _ words: String...) -> Damage {
    Damage(testDescription: what, data: data, words: words)
  }

  private static let numbers = ArrayBytes.body([Double](repeating: 0.1, count: 12))
  private static let whole = ArrayBytes.file("<f8", "(3, 4)", numbers)

  private static func with(_ value: Double) -> Data {
    ArrayBytes.matrix([[1e-5, 1e-5, 1e-5, 1e-5], [1e-5, 1e-5, value, 1e-5]])
  }

  static let damages = [
    damage("one axis", ArrayBytes.file("<f8", "(12,)", numbers), "shape", "(12,)"),
    damage("three axes", ArrayBytes.file("<f8", "(1, 3, 4)", numbers), "shape", "(1, 3, 4)"),
    damage("no axis", ArrayBytes.file("<f8", "()", numbers.prefix(8)), "shape", "()"),
    damage("no row", ArrayBytes.file("<f8", "(0, 4)", Data()), "shape", "(0, 4)"),
    damage("NaN", with(.nan), "(1, 2)", "nan"),
    damage("infinity", with(.infinity), "(1, 2)", "inf"),
    damage("minus infinity", with(-.infinity), "(1, 2)", "-inf"),
    damage("a byte too few", whole.dropLast(), "95 bytes", "96 bytes"),
    damage("a byte too many", whole + Data([0]), "97 bytes", "96 bytes"),
    damage("a header alone", whole.prefix(60), "header"),
    damage("garbage", Data((0..<500).map { UInt8(truncatingIfNeeded: 37 * $0) }), "not an NPY"),
    damage("an empty file", Data(), "empty"),
    damage("a ZIP archive", Data("PK\u{3}\u{4}".utf8) + Data(count: 60), "not an NPY"),
    damage("complex numbers", ArrayBytes.file("<c16", "(3, 2)", numbers), "<c16"),
    damage("Python objects", ArrayBytes.file("|O", "(3, 4)", numbers), "|O", "objects"),
    damage("2⁶⁵ bytes", ArrayBytes.file("<f8", "(4611686018427387904, 1)", numbers), "more bytes"),
    damage(
      "a length of 2⁶⁴", ArrayBytes.file("<f8", "(18446744073709551616, 1)", numbers), "header"),
    damage("8 EB", ArrayBytes.file("<f8", "(1000000000, 1000000000)", numbers), "96 bytes"),
    damage("negative lengths", ArrayBytes.file("<f8", "(-3, -4)", numbers), "header"),
    damage("an unknown version", whole.prefix(6) + Data([9]) + whole.dropFirst(7), "version 9"),
  ]

  let place: Workplace

  init() throws { place = try Workplace() }

  @Test(arguments: damages)
  func `is refused with its name and what was found`(damage: Damage) throws {
    try place.write("bad.npy", damage.data)
    let words = ["bad.npy"] + damage.words
    try place.expectRefusal(Workplace.simulate(conductances: "bad.npy"), status: 65, naming: words)
    try place.expectRefusal(Workplace.simulate(inputs: "bad.npy"), status: 65, naming: words)
  }

  @Test func `a negative conductance is refused with its place`() throws {
    var values = Workplace.conductances
    values[3][1] = -1e-9
    try place.write("bad.npy", ArrayBytes.matrix(values))
    for solver in ["ideal", "fcm", "nodal", "spice"] {
      try place.expectRefusal(
        Workplace.simulate(conductances: "bad.npy", solver: solver), status: 65,
        naming: ["bad.npy", "row 3, column 1", "-1e-09 S"])
    }
  }

  @Test func `shapes that do not fit each other are refused with both`() throws {
    let transposed = (0..<3).map { j in Workplace.conductances.map { $0[j] } }
    try place.write("bad.npy", ArrayBytes.matrix(transposed))
    for solver in ["ideal", "fcm", "nodal", "spice"] {
      try place.expectRefusal(
        Workplace.simulate(conductances: "bad.npy", solver: solver), status: 65,
        naming: ["V.npy", "2 × 4", "3 rows"])
    }
    try place.write("bad.npy", ArrayBytes.matrix((0..<4).map { i in [Workplace.inputs[0][i]] }))
    try place.expectRefusal(
      Workplace.simulate(inputs: "bad.npy"), status: 65, naming: ["bad.npy", "4 × 1", "4 rows"])
  }

  @Test func `currents beyond every number are refused`() throws {
    try place.edit("array.toml", "on_resistance_ohm = 10e3", "on_resistance_ohm = 1e-3")
    try place.write("V.npy", ArrayBytes.matrix([[1e308, 0.1, 0.1, 0.1]]))
    try place.write("G.npy", ArrayBytes.matrix([[1e3], [1e3], [1e3], [1e3]]))
    // A note on the voltage comes before the refusal.
    let outcome = try place.run(Workplace.simulate(solver: "ideal"))
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("V.npy: currents that overflow"), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }
}
