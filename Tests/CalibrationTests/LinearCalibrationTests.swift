import Calibration
import CrossbarModels
import Crossbars
import LinearAlgebra
import TestSupport
import Testing

@Suite struct LinearCalibrationTests {
  /// Cases whose currents come from the model itself with known parameters, plus relative noise.
  static func synthetic(
    _ truth: LinearModelParameters, noise: Double, seed: UInt64
  ) -> [CalibrationCase] {
    var chance = SeededGenerator(seed: seed)
    let model = LinearModel(parameters: truth)
    return [(8, 8), (16, 16), (12, 20)].flatMap { rows, columns in
      (0..<2).map { index in
        let conductances = Matrix(rows: rows, columns: columns) { _, _ in
          1e-5 * (1 + 5 * chance.uniform()) / 6
        }
        let inputs = Matrix(rows: 8, columns: rows) { _, _ in
          chance.uniform() < 0.3 ? 0 : 0.25 * chance.uniform()
        }
        var currents = model.program(cellConductances: conductances).read(inputs)
        let scale = currents.rootMeanSquare
        for entry in currents.elements.indices {
          currents.elements[entry] += noise * scale * chance.normal()
        }
        return CalibrationCase(
          slug: "\(rows)x\(columns)-\(index)", conductances: conductances, inputs: inputs,
          columnCurrents: currents)
      }
    }
  }

  @Test(arguments: [
    [2.5, 2.5, 500, 100, 1], [10, 1, 50, 300, 1.2], [0.5, 7, 1000, 5, 1], [3, 0, 200, 100, 1],
  ])
  func `recovers the parameters that made the data`(values: [Double]) {
    let truth = LinearModelParameters(values: values)
    let fit = LinearCalibration(Self.synthetic(truth, noise: 0, seed: 1))
    for (index, name) in LinearModelParameters.names.enumerated() {
      // Without noise the interval is that of the simulator's reltol, 1e-9 of a current; a segment
      // of a small array changes currents by 1e-4 of itself.
      let error = (fit.parameters.values[index] - values[index]).magnitude
      #expect(
        error <= 1e-4 * max(values[index], 0.1), "\(name): \(fit.parameters.values[index])")
    }
  }

  @Test(arguments: [[0.0, 0, 0, 0, 1], [0, 0, 200, 50, 1], [0, 5, 0, 70, 1], [3, 0, 0, 100, 1]])
  func `finds resistances of zero and keeps all inside their intervals`(values: [Double]) {
    let truth = LinearModelParameters(values: values)
    let fit = LinearCalibration(Self.synthetic(truth, noise: 0, seed: 5))
    for (index, name) in LinearModelParameters.names.enumerated() {
      let value = fit.parameters.values[index]
      #expect(
        (value - values[index]).magnitude <= 1.96 * fit.standardErrors[index], "\(name): \(value)")
    }
  }

  @Test func `keeps the truth inside its intervals as often as it says`() {
    let truth = LinearModelParameters(values: [2.5, 4, 500, 100, 1.05])
    var inside = 0
    var total = 0
    for seed in 0..<40 {
      let fit = LinearCalibration(Self.synthetic(truth, noise: 1e-6, seed: UInt64(1000 + seed)))
      for index in truth.values.indices {
        let error = (fit.parameters.values[index] - truth.values[index]).magnitude
        inside += error <= 1.96 * fit.standardErrors[index] ? 1 : 0
        total += 1
      }
    }
    // 95 % of 200: a count below 176 has a chance under 1e-4 even if the five are correlated.
    #expect(inside >= 176, "\(inside) of \(total)")
  }

  @Test func `says which parameters one cell cannot determine`() {
    let crossbar = Crossbar(
      technology: ReferenceProblem.technology(), conductances: Matrix([[1e-5]]))
    let inputs = Matrix([[0.1], [0.2], [0.25], [0.05], [0.15]])
    let truth = LinearModelParameters(crossbar.technology)
    let item = CalibrationCase(
      slug: "1x1", conductances: crossbar.conductances, inputs: inputs,
      columnCurrents: LinearModel(parameters: truth).program(
        cellConductances: crossbar.conductances
      ).read(inputs))
    let fit = LinearCalibration([item])
    // One number cannot tell driver, sense and cell apart, and there is no wire at all.
    #expect(fit.isIdentifiable.allSatisfy { !$0 })
  }
}
