import Calibration
import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// Whether intervals hold the truth as often as they say, and are no wider than they must be.
@Suite struct CoverageTests {
  /// One hundred trials, each with arrays, inputs, noise and true parameters of its own.
  private func trials(
    _ source: SyntheticCases, kind: ModelKind, predictor: CasePrediction.Predictor?, count: Int
  ) throws -> [(truth: [Double], estimates: [ParameterEstimate])] {
    try concurrentMap(100, threads: 2) { seed in
      var chance = SeededGenerator(seed: UInt64(seed), stream: 0x7472)
      // Between two thirds and one and a half of what the fit starts from.
      let physical = ModelParameters(source.technology).values(for: .chord)
      let truth = physical.enumerated().map { index, value in
        index < 6 && index < count
          ? value * exp(0.8 * (chance.uniform() - 0.5)) : value
      }
      let cases = try source.draw(
        ModelParameters(values: truth, for: .chord), seed: UInt64(1000 + seed))
      let calibration = try ModelCalibration(cases, kind: kind, by: predictor, threads: 1)
      return (truth, calibration.fit.estimates)
    }
  }

  private func judge(
    _ trials: [(truth: [Double], estimates: [ParameterEstimate])], parameters: Int
  ) {
    for index in 0..<parameters {
      let name = trials[0].estimates[index].name
      let inside = trials.count {
        $0.estimates[index].lower <= $0.truth[index]
          && $0.truth[index] <= $0.estimates[index].upper
      }
      print(name, inside)
      // 95 of 100 are expected.
      #expect(inside >= 93, "\(name): \(inside)")
      // Intervals that are too wide would hold the truth always: the scatter of the estimates must
      // be that of the standard errors, a mean square of 1 with a deviation of √(2/100).
      let scatter =
        trials.reduce(0.0) { sum, trial in
          let estimate = trial.estimates[index]
          let error = (estimate.value - trial.truth[index]) / estimate.standardError
          return sum + error * error
        } / Double(trials.count)
      print(name, scatter)
      #expect((0.5...1.6).contains(scatter), "\(name): \(scatter)")
      #expect(trials.allSatisfy { $0.estimates[index].isDetermined }, "\(name)")
    }
  }

  @Test func `intervals of ohmic arrays hold the truth in 95 of 100 trials`() throws {
    var source = SyntheticCases(technology: ReferenceProblem.technology(on: 10e3, off: 60e3))
    source.noise = 1e-5
    judge(
      try trials(source, kind: .linear, predictor: nil, count: 5), parameters: 5)
  }

  @Test func `intervals of sinh arrays hold the truth in 95 of 100 trials`() throws {
    var source = SyntheticCases(
      technology: ReferenceProblem.technology(
        device: SinhDevice(characteristicVoltage: 0.25), on: 10e3, off: 60e3))
    source.noise = 1e-5
    judge(
      try trials(source, kind: .chord, predictor: .circuit, count: 6), parameters: 6)
  }
}
