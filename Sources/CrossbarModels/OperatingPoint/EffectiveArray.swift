internal import Crossbars
internal import NodalAnalysis

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
    technology.rowSegmentResistance = parameters.resistances.rowSegment
    technology.columnSegmentResistance = parameters.resistances.columnSegment
    technology.driverResistance = parameters.resistances.driver
    technology.senseResistance = parameters.resistances.sense
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

  var rows: Int { circuit.rows }
  var columns: Int { circuit.columns }
}
