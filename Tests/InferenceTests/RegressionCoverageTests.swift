import Foundation
import Inference
import LinearAlgebra
import Records
import Testing

/// Whether the intervals of errors hold the truth as often as they say.
///
/// `ASSAY_INTERVALS=1` makes two thousand studies of every kind, and prints the table of docs/statistics.md.
@Suite struct RegressionCoverageTests {
  private static let isWhole = ProcessInfo.processInfo.environment["ASSAY_INTERVALS"] != nil
  private static let studies = isWhole ? 2000 : 400

  /// Errors, spreads of chips, shared noise: the circumstances of a study.
  private static let circumstances: [SimulatedRegression] = {
    func study(
      _ digital: Double, _ noise: Double, _ spread: Double, _ sharing: Double, _ samples: Int
    ) -> SimulatedRegression {
      SimulatedRegression(
        digital: digital, noise: noise, spread: spread, sharing: sharing, samples: samples)
    }
    guard isWhole else { return [study(0.2, 0.2, 0.1, 0.5, 200)] }
    return [
      study(0.2, 0.2, 0.02, 0, 1000), study(0.2, 0.2, 0.02, 0.5, 1000),
      study(0.2, 0.2, 0.1, 0, 1000), study(0.2, 0.2, 0.1, 0.5, 1000),
      study(0.2, 0.2, 0.1, 0.9, 1000), study(0.3, 0.05, 0.1, 0.5, 1000),
      study(0.01, 0.5, 0.1, 0.5, 1000), study(0.2, 0.2, 0.2, 0.5, 1000),
      study(0.2, 0.2, 0.1, 0.5, 200), study(0.3, 0.05, 0.1, 0.5, 200),
      study(0.01, 0.5, 0.1, 0.5, 200),
    ]
  }()

  @Test(arguments: isWhole ? [3, 5, 10] : [3, 10])
  func `intervals of errors and their changes hold the truth in 95 of 100 studies`(chips: Int) {
    // The bar of the project is 93 to 97 of 100; a few studies miss it by chance, at four deviations.
    let chance = 4 * (0.95 * 0.05 / Double(Self.studies)).squareRoot()
    var all: [Double] = []
    for study in Self.circumstances {
      let held = concurrentMap(Self.studies, threads: 2) { seed -> [Bool] in
        let drawn = study.draw(chips: chips, seed: UInt64(seed))
        let errors = SquaredErrors(
          drawn.errors,
          spread: OutputSpread(drawn.targets, samples: study.samples, outputs: 1))
        func holds(_ found: Estimate?, _ truth: Double) -> Bool {
          found.map { ($0.lower...$0.upper).contains(truth) } ?? false
        }
        // The true variance of the targets is 1.
        return [
          holds(errors.rmse, study.square.squareRoot()), holds(errors.r2, 1 - study.square),
          holds(
            errors.rmseChange(from: [drawn.digital]),
            study.square.squareRoot() - study.digitalSquare.squareRoot()),
          holds(errors.r2Change(from: [drawn.digital]), study.digitalSquare - study.square),
        ]
      }
      let shares = (0..<4).map { kind in
        Double(held.count { $0[kind] }) / Double(held.count)
      }
      let text = String(
        format: "| %d | %d | %.2f / %.2f | %.0f | %.1f | %.1f | %.1f | %.1f | %.1f |", chips,
        study.samples, study.digital, study.noise, 100 * study.spread, study.sharing,
        100 * shares[0], 100 * shares[1], 100 * shares[2], 100 * shares[3])
      // The squares of noise that differs much between chips are skewed: three chips tell too little of it.
      let isSkewed = study.spread > 0.1
      let margin = Self.isWhole ? (isSkewed ? 0.03 : 0.02) : chance
      for share in shares { #expect((share - 0.95).magnitude <= margin, "\(text)") }
      if !isSkewed { all += shares }
      if Self.isWhole { print(text) }
    }
    if Self.isWhole {
      print(
        String(
          format: "intervals-%d chips: errors and changes held in %.1f to %.1f %% of %d", chips,
          100 * (all.min() ?? 0), 100 * (all.max() ?? 0), Self.studies))
    }
  }
}
