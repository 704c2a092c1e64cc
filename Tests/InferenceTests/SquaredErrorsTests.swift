import Foundation
import Inference
import LinearAlgebra
import Records
import TestSupport
import Testing

/// Errors and what follows from them, against what closed forms make of them.
struct SquaredErrorsTests {
  /// Student's quantile of 99 degrees, from its tables.
  private static let student = 1.98422

  /// 100 targets of one output: ±1, the variance 1, which is that of every sample.
  private let even = OutputSpread(
    (0..<100).map { $0.isMultiple(of: 2) ? 1 : -1 }, samples: 100, outputs: 1)

  @Test func `the interval of an error is that of its logarithm`() {
    // Errors of 1 and 3 in turn: mean 2, variance 100/99.
    let errors = SquaredErrors([(0..<100).map { $0.isMultiple(of: 2) ? 1 : 3 }], spread: even)
    let half = Self.student * (100.0 / 99 / 100).squareRoot()
    // The expansion of the quantile is 1e-5 off at 99 degrees.
    let tolerance = Tolerance(relative: 1e-5)
    let rmse = errors.rmse
    #expect(rmse.value == 2.0.squareRoot())
    #expect(tolerance.admits(rmse.lower, reference: 2.0.squareRoot() * exp(-half / 4)))
    #expect(tolerance.admits(rmse.upper, reference: 2.0.squareRoot() * exp(half / 4)))
    // All samples have the same share of the spread, so that a ratio has the deviation of its errors.
    let r2 = errors.r2
    #expect(r2?.value == -1)
    #expect(tolerance.admits(r2?.lower ?? 0, reference: 1 - 2 * exp(half / 2)))
    #expect(
      tolerance.admits(errors.relative?.upper ?? 0, reference: 2.0.squareRoot() * exp(half / 4)))
  }

  @Test func `errors in proportion to the spread of a sample make a ratio without doubt`() {
    let spread = OutputSpread((0..<60).map { sin(Double($0)) }, samples: 60, outputs: 1)
    let errors = SquaredErrors([spread.samples.map { 0.25 * $0 }], spread: spread)
    let r2 = errors.r2
    #expect(Tolerance(relative: 1e-12).admits(r2?.value ?? 0, reference: 0.75))
    #expect((r2?.upper ?? 1) - (r2?.lower ?? 0) < 1e-6)
    #expect(errors.rmse.upper > 1.1 * errors.rmse.lower)
  }

  @Test func `a change is paired sample by sample`() {
    let hard = (0..<100).map { $0.isMultiple(of: 2) ? 1.0 : 9 }
    // As much more for all: the squares change by 1 without any doubt, their roots by √6 − √5 as the roots
    // of either weigh samples differently.
    let errors = SquaredErrors([hard.map { $0 + 1 }], spread: even)
    let r2 = errors.r2Change(from: [hard])
    #expect(r2?.value == -1 && (r2?.upper ?? 0) - (r2?.lower ?? 1) < 1e-12)
    let change = errors.rmseChange(from: [hard])
    let root = 6.0.squareRoot() - 5.0.squareRoot()
    #expect(Tolerance(relative: 1e-12).admits(change.value, reference: root))
    // A sample counts with e/(2√6) − e₀/(2√5): ±4 (1/(2√6) − 1/(2√5)) about its mean.
    let deviation = 4 * (0.5 / 6.0.squareRoot() - 0.5 / 5.0.squareRoot()).magnitude
    let half = Self.student * deviation / 99.0.squareRoot()
    #expect(Tolerance(relative: 1e-5).admits(change.upper - change.value, reference: half))
    // Not paired, it would be many times as wide.
    #expect(errors.rmse.upper - errors.rmse.lower > 5 * (change.upper - change.lower))
    #expect(SquaredErrors([hard, hard], spread: even).rmseChange(from: [hard]).upper == 0)
  }

  @Test func `a reference without error has no doubt of its own`() {
    let errors = SquaredErrors([(0..<100).map { $0.isMultiple(of: 2) ? 1 : 3 }], spread: even)
    let none = [[Double](repeating: 0, count: 100)]
    let change = errors.rmseChange(from: none)
    #expect(change.value == 2.0.squareRoot() && change.lower > 0)
    let back = SquaredErrors(none, spread: even).rmseChange(from: [(0..<100).map { _ in 4 }])
    #expect(back == Estimate(-2, lower: -2, upper: -2))
  }

  @Test func `the spread of outputs is about the mean of each`() {
    // Two outputs of three samples: 1, 2, 3 and 1e8 + 10, + 20, + 30.
    let spread = OutputSpread([1, 1e8 + 10, 2, 1e8 + 20, 3, 1e8 + 30], samples: 3, outputs: 2)
    let tolerance = Tolerance(relative: 1e-12)
    #expect(tolerance.admits(spread.outputs[0], reference: 2.0 / 3))
    #expect(tolerance.admits(spread.outputs[1], reference: 200.0 / 3))
    #expect(tolerance.admits(spread.variance, reference: 101.0 / 3))
    #expect(tolerance.admits(spread.samples[0], reference: 101.0 / 2))
    let same = OutputSpread([0.1, 0.7, 0.1, 0.7, 0.1, 0.7], samples: 3, outputs: 2)
    #expect(same.variance == 0)
  }
}
