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

  init(_ original: Crossbar, parameters: ModelParameters) throws {
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
    cells = try ArrayCells(crossbar, law: law)
    circuit = try ArrayCircuit(crossbar)
  }

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
