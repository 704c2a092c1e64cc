import Calibration
import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport

/// Golden data whose parameters are known: the exact circuit's currents plus noise of a known size.
struct SyntheticCases {
  var technology = ReferenceProblem.technology()
  var sizes = [(8, 8), (12, 6)]
  var batch = 6
  /// The standard deviation of the noise over the RMS current of a case.
  var noise = 0.0

  /// Draws arrays, inputs and noise.
  func draw(_ truth: ModelParameters, seed: UInt64) throws -> [CalibrationCase] {
    var chance = SeededGenerator(seed: seed, stream: 0x73796e)
    let model = CircuitModel(parameters: truth)
    return try sizes.enumerated().map { index, size in
      let (rows, columns) = size
      let conductances = Matrix(rows: rows, columns: columns) { _, _ in
        technology.cell.offConductance
          + (technology.cell.onConductance - technology.cell.offConductance) * chance.uniform()
      }
      let inputs = Matrix(rows: batch, columns: rows) { _, _ in
        chance.uniform() < 0.3 ? 0 : technology.read.voltage * chance.uniform()
      }
      let crossbar = Crossbar(technology: technology, conductances: conductances)
      let programmed = try model.program(crossbar)
      var currents = try programmed.read(inputs)
      let scale = currents.rootMeanSquare
      for entry in currents.elements.indices {
        currents.elements[entry] += noise * scale * chance.normal()
      }
      return CalibrationCase(
        slug: "\(rows)x\(columns)-\(index)", crossbar: crossbar, inputs: inputs,
        columnCurrents: currents)
    }
  }
}
