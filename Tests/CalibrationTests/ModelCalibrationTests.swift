import Calibration
import CrossbarModels
import Crossbars
import LinearAlgebra
import Records
import TestSupport
import Testing

@Suite struct ModelCalibrationTests {
  private func parameters(
    _ resistances: [Double], a: Double = 1, b: Double = 1
  ) -> ModelParameters {
    ModelParameters(values: resistances + [a, b], for: .chord)
  }

  @Test(arguments: [
    [2.5, 2.5, 500, 100, 1], [10, 1, 50, 300, 1.2], [0.5, 7, 1000, 5, 1], [3, 0, 200, 100, 1],
    [0, 0, 0, 0, 1], [0, 0, 200, 50, 1], [0, 5, 0, 70, 1], [3, 0, 0, 100, 1],
  ])
  func `recovers the parameters that made the data, zeros too`(values: [Double]) throws {
    var source = SyntheticCases()
    source.sizes = [(8, 8), (16, 16), (12, 20)]
    let truth = parameters(Array(values[0..<4]), a: values[4])
    let calibration = try ModelCalibration(
      source.draw(truth, seed: 1), settings: CoreSettings(.linear))
    #expect(calibration.fit.hasConverged)
    for (index, estimate) in calibration.estimates.enumerated() {
      // Without noise the interval is that of the simulator's reltol, 1e-9 of a current; a segment
      // of a small array changes currents by 1e-4 of itself.
      let error = (estimate.value - values[index]).magnitude
      #expect(error <= 1e-4 * max(values[index], 0.1), "\(estimate)")
      // A parameter on its bound has the truth at the end of its interval.
      #expect(estimate.lower <= values[index] * (1 + 1e-6) + 1e-6, "\(estimate)")
      #expect(estimate.upper >= values[index] * (1 - 1e-6), "\(estimate)")
    }
  }

  @Test(arguments: [[2.5, 2.5, 500, 100, 1, 1], [6, 1, 300, 200, 1.1, 1.3]])
  func `recovers how non-linear cells are`(values: [Double]) throws {
    var source = SyntheticCases()
    source.technology = ReferenceProblem.technology(
      device: SinhDevice(characteristicVoltage: 0.25))
    let truth = parameters(Array(values[0..<4]), a: values[4], b: values[5])
    let calibration = try ModelCalibration(
      source.draw(truth, seed: 2), settings: CoreSettings(.chord))
    for (estimate, value) in zip(calibration.estimates, values) {
      #expect((estimate.value - value).magnitude <= 1e-4 * value, "\(estimate)")
    }
  }

  @Test func `says that one cell cannot tell driver, sense and cell apart`() throws {
    var source = SyntheticCases()
    source.sizes = [(1, 1)]
    source.batch = 20
    let calibration = try ModelCalibration(
      source.draw(parameters([2.5, 2.5, 500, 100]), seed: 3), settings: CoreSettings(.linear))
    let estimates = calibration.estimates
    // There is no wire at all, and one number determines one parameter.
    #expect(estimates[0].obstacle == "no current depends on it")
    #expect(estimates[1].obstacle == "no current depends on it")
    #expect(estimates.filter(\.isDetermined).count == 1)
    #expect(estimates.filter { !$0.isDetermined }.allSatisfy { $0.standardError == 0 })
    // What is not determined keeps the value of the technology.
    #expect(Array(estimates.map(\.value)[0..<2]) == [2.5, 2.5])
    #expect(estimates.contains { $0.obstacle?.contains("raising it by 1 % and") == true })
  }

  @Test func `says that the bend of an ohmic law is not determined`() throws {
    let calibration = try ModelCalibration(
      SyntheticCases().draw(parameters([2.5, 2.5, 500, 100], b: 1.4), seed: 4),
      settings: CoreSettings(.chord))
    let estimates = calibration.estimates
    #expect(estimates[5].obstacle == "no current depends on it")
    #expect(estimates[5].value == 1)
    #expect(estimates.filter(\.isDetermined).count == 5)
  }

  @Test func `says that drivers hide segments in noise`() throws {
    var source = SyntheticCases()
    source.technology = ReferenceProblem.technology(row: 0.05, column: 0.05, driver: 5000)
    source.noise = 1e-3
    let truth = parameters([0.05, 0.05, 5000, 100])
    let calibration = try ModelCalibration(
      source.draw(truth, seed: 5), settings: CoreSettings(.linear))
    let estimates = calibration.estimates
    #expect(!estimates[0].isDetermined && !estimates[1].isDetermined)
    #expect(estimates[2].isDetermined)
    #expect((estimates[2].value - 5000).magnitude < 3 * estimates[2].standardError)
  }

  @Test func `does not depend on the number of threads`() throws {
    var source = SyntheticCases()
    source.noise = 1e-4
    let cases = try source.draw(parameters([2.5, 2.5, 500, 100]), seed: 6)
    let one = try ModelCalibration(cases, settings: CoreSettings(.linear), threads: 1)
    let two = try ModelCalibration(cases, settings: CoreSettings(.linear), threads: 2)
    #expect(one.estimates == two.estimates)
  }
}
