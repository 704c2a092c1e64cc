internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records

/// An array as the parameters of a model describe it.
struct EffectiveArray {
  /// The array with the parameters' resistances.
  let crossbar: Crossbar
  /// Its cells with the parameters' law.
  let cells: ArrayCells
  /// Its wires and ends.
  let circuit: ArrayCircuit
  /// The number of columns, from the first, whose currents are wanted.
  let outputs: Int
  /// For each column of the circuit the column of the array in whose place it stands.
  let places: [Int]

  /// Describes an array.
  ///
  /// Columns that nobody reads load the word lines and couple them. Behind the others they may be taken
  /// together without a change that any model could notice, and an array of few outputs then costs little.
  ///
  /// - Parameters:
  ///   - original: The array.
  ///   - parameters: The parameters of a model.
  ///   - outputs: The number of columns, from the first, that are read; nil for all.
  /// - Throws: `UnavailableError` if the cells have no law outside the simulator, or for other circuits.
  init(_ original: Crossbar, parameters: ModelParameters, outputs: Int? = nil) throws {
    var technology = original.technology
    technology.resistances = parameters.resistances
    crossbar = Crossbar(
      technology: technology, conductances: original.conductances, deviations: original.deviations)
    var law = technology.cellLaw
    if parameters.conductanceFactor != 1 || parameters.voltageFactor != 1 {
      law = law.map {
        ScaledCellLaw(
          $0, conductanceFactor: parameters.conductanceFactor,
          voltageFactor: parameters.voltageFactor)
      }
    }
    let whole = (cells: try ArrayCells(crossbar, law: law), circuit: try ArrayCircuit(crossbar))
    self.outputs = outputs ?? crossbar.columns
    guard
      let widths = UnreadColumns.widths(
        whole.cells, whole.circuit, behind: self.outputs, voltage: technology.read.voltage)
    else {
      (cells, circuit, places) = (whole.cells, whole.circuit, Array(0..<crossbar.columns))
      return
    }
    cells = ArrayCells(whole.cells, widths: widths)
    circuit = ArrayCircuit(whole.circuit, widths: widths)
    var first = 0
    places = widths.map { width in
      defer { first += width }
      return first + width / 2
    }
  }

  /// The network that slopes of the cells make.
  ///
  /// - Parameters:
  ///   - wordSlopes: The slopes over the word-line voltages, in siemens; *rows · columns*.
  ///   - bitSlopes: Those over the bit-line voltages.
  /// - Returns: The network, factored.
  func network(wordSlopes: [Double], bitSlopes: [Double]) -> any RowNetwork {
    isStandard
      ? BlockFactorization(
        conductances: Matrix(rows: rows, columns: columns, elements: wordSlopes),
        resistances: crossbar.technology.resistances)
      : ArrayResponse(circuit: circuit, wordSlopes: wordSlopes, bitSlopes: bitSlopes)
  }

  /// Whether the array is one that block elimination solves.
  private var isStandard: Bool {
    crossbar.isStandard && cells.law.isTwoTerminal && !isMerged
  }

  /// Whether columns stand for several.
  var isMerged: Bool { columns < crossbar.columns }

  /// The column currents with all drivers at 0 V, which the offsets of amplifiers make; empty without
  /// offsets.
  func currentsWithoutDrive() throws -> [Double] {
    guard circuit.hasOffsets else { return [] }
    var technology = crossbar.technology
    technology.read.mode.unselectedRows = .grounded
    technology.periphery.dac = nil
    let grounded = Crossbar(
      technology: technology, conductances: crossbar.conductances, deviations: crossbar.deviations)
    return try NodalSolver(law: cells.law).program(grounded)
      .read(Matrix(rows: 1, columns: rows)).row(0)
  }

  var rows: Int { circuit.rows }
  var columns: Int { circuit.columns }
}
