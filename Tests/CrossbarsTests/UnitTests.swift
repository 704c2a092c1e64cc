import Configuration
import Crossbars
import LinearAlgebra
import TestSupport
import Testing

/// Values in the wrong unit: what cannot be meant is refused, what is strange is told, and arrays
/// as people have them pass without a word.
@Suite struct UnitTests {
  /// 100 to 600 kΩ, read with 0.25 V.
  private static let technology = ReferenceProblem.technology(
    device: OhmicDevice(), on: 100e3, off: 600e3)

  /// Cells from off to on.
  private static let cells = Matrix(rows: 4, columns: 5) { row, column in
    (1.7 + 0.4 * Double(5 * row + column)) * 1e-6
  }

  private static let inputs = Matrix(rows: 3, columns: 4) { sample, row in
    0.25 * Double(4 * sample + row) / 11
  }

  private static func scaled(_ matrix: Matrix, by factor: Double) -> Matrix {
    Matrix(
      rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map { factor * $0 })
  }

  private func array(_ cells: Matrix = cells) throws -> Crossbar {
    try Crossbar(technology: Self.technology, validating: cells, source: "G.npy")
  }

  private func notes(_ cells: Matrix = cells, _ inputs: Matrix = inputs) throws -> [String] {
    let crossbar = try array(cells)
    try crossbar.validate(inputs: inputs, source: "V.npy")
    return crossbar.unitNotes(
      inputs: inputs, conductanceSource: "G.npy", inputSource: "V.npy")
  }

  /// Micro- and nanosiemens, and resistances in the place of conductances.
  @Test(arguments: [1e6, 1e9])
  func `conductances that cannot be in siemens are refused`(factor: Double) throws {
    let wrong = [
      Self.scaled(Self.cells, by: factor), Matrix(rows: 4, columns: 5) { 1 / Self.cells[$0, $1] },
    ]
    for cells in wrong {
      let error = try #require(throws: InputError.self) { try array(cells) }
      #expect(error.source == "G.npy" && error.accepted?.contains("siemens") == true)
    }
    // One cell as it should be: the file is strange, but may be meant.
    var mixed = Self.scaled(Self.cells, by: factor)
    mixed[0, 0] = 1e-5
    #expect(try notes(mixed).count == 1)
  }

  @Test(arguments: [1e3, 1e6])
  func `voltages that cannot be in volts are refused`(factor: Double) throws {
    let array = try array()
    let error = try #require(throws: InputError.self) {
      try array.validate(inputs: Self.scaled(Self.inputs, by: factor), source: "V.npy")
    }
    #expect(error.source == "V.npy" && error.accepted?.contains("0.25 V") == true)
  }

  @Test func `strange units are told`() throws {
    // Millisiemens, kilosiemens; one voltage of 3 V, millivolts as if they were volts.
    for cells in [Self.scaled(Self.cells, by: 1e3), Self.scaled(Self.cells, by: 1e-3)] {
      let found = try notes(cells)
      #expect(found.count == 1 && found[0].contains("G.npy") && found[0].contains("siemens"))
    }
    var spike = Self.inputs
    spike[0, 1] = -3
    for inputs in [spike, Self.scaled(Self.inputs, by: 1e-3)] {
      let found = try notes(Self.cells, inputs)
      #expect(found.count == 1 && found[0].contains("V.npy") && found[0].contains("volt"))
    }
  }

  @Test func `arrays as people have them are not told anything`() throws {
    #expect(try notes().isEmpty)
    // Missing cells, a short, a stuck-off cell, an idle input, negative and doubled voltages.
    var cells = Self.cells
    cells[0, 0] = 0
    cells[1, 1] = 1
    cells[2, 2] = 1e-12
    var inputs = Self.inputs
    for row in 0..<4 { inputs[1, row] = 0 }
    inputs[0, 2] = -0.5
    #expect(try notes(cells, inputs).isEmpty)
    #expect(try notes(Matrix(rows: 4, columns: 5, repeating: 0), inputs).isEmpty)
    #expect(try notes(cells, Matrix(rows: 1, columns: 4, repeating: 0)).isEmpty)
    // Programming that scatters by half.
    #expect(try notes(Self.scaled(Self.cells, by: 1.5)).isEmpty)
  }
}
