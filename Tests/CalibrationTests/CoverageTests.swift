import Calibration
import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import Records
import TestSupport
import Testing

/// Whether intervals hold the truth as often as they say, and are no wider than they must be.
@Suite struct CoverageTests {
  /// Seeded trials, each with arrays, inputs, noise and true parameters of its own.
  private func trials(
    _ source: SyntheticCases, kind: ModelKind, trials: Int, parameters count: Int
  ) throws -> [(truth: [Double], estimates: [ParameterEstimate])] {
    try concurrentMap(trials, threads: 2) { seed in
      var chance = SeededGenerator(seed: UInt64(seed), stream: 0x7472)
      // Between two thirds and one and a half of what the fit starts from.
      let physical = ModelParameters(source.technology).values(for: .chord)
      let truth = physical.enumerated().map { index, value in
        index < 6 && index < count
          ? value * exp(0.8 * (chance.uniform() - 0.5)) : value
      }
      let cases = try source.draw(
        ModelParameters(values: truth, for: .chord), seed: UInt64(1000 + seed))
      let calibration = try ModelCalibration(
        cases, settings: CoreSettings(kind), threads: 1)
      return (truth, calibration.estimates)
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
      // 95 of 100 are expected, and more than 98 would mean that intervals are too wide.
      let share = Double(inside) / Double(trials.count)
      #expect((0.93...0.985).contains(share), "\(name): \(inside) of \(trials.count)")
      // The scatter of the estimates is that of the standard errors, which are those of Cramér and
      // Rao for the noise: a mean square of 1, with a deviation of √(2/100) in 100 trials.
      let scatter =
        trials.reduce(0.0) { sum, trial in
          let estimate = trial.estimates[index]
          let error = (estimate.value - trial.truth[index]) / estimate.standardError
          return sum + error * error
        } / Double(trials.count)
      #expect((0.7...1.5).contains(scatter), "\(name): \(scatter)")
      #expect(trials.allSatisfy { $0.estimates[index].isDetermined }, "\(name)")
    }
  }

  @Test func `intervals of ohmic arrays hold the truth in 95 of 100 trials`() throws {
    var source = SyntheticCases(technology: ReferenceProblem.technology(on: 10e3, off: 60e3))
    source.noise = 1e-5
    // The deviation of a share of 1000 trials is 0.7 %.
    judge(
      try trials(source, kind: .linear, trials: 1000, parameters: 5),
      parameters: 5)
  }

  @Test func `intervals of sinh arrays hold the truth in 95 of 100 trials`() throws {
    var source = SyntheticCases(
      technology: ReferenceProblem.technology(
        device: SinhDevice(characteristicVoltage: 0.25), on: 10e3, off: 60e3))
    source.noise = 1e-5
    judge(
      try trials(source, kind: .chord, trials: 100, parameters: 6),
      parameters: 6)
  }

  @Test func `intervals are those that the noise demands`() throws {
    // The residuals' deviation is the noise that was put in, and the standard error of the cells'
    // factor is what the noise leaves: both known beforehand.
    var source = SyntheticCases(technology: ReferenceProblem.technology(on: 10e3, off: 60e3))
    let truth = ModelParameters(source.technology)
    for noise in [1e-6, 1e-5, 1e-4] {
      source.noise = noise
      let fit = try ModelCalibration(
        source.draw(truth, seed: 9), settings: CoreSettings(.linear)
      ).fit
      // 120 residuals: √(1/240) = 6.5 %, four of them.
      #expect((fit.deviation / noise - 1).magnitude < 0.26)
      #expect(fit.estimates[4].upper - fit.estimates[4].lower < 400 * noise)
    }
  }
}
