import Calibration
import CrossbarModels
import Foundation
import LinearAlgebra
import Records
import Testing

/// Whether intervals of fits to measured currents hold the truth as often as they say.
///
/// `ASSAY_COVERAGE=1` makes two thousand trials of every kind of noise, which take a quarter of an hour.
@Suite struct MeasuredCoverageTests {
  private static let isWhole = ProcessInfo.processInfo.environment["ASSAY_COVERAGE"] != nil
  private static let trials = isWhole ? 2000 : 24

  @Test(arguments: ForgedLaboratory.Noise.allCases)
  func `intervals hold the truth in 95 of 100 trials`(noise: ForgedLaboratory.Noise) throws {
    let laboratory = ForgedLaboratory()
    let found = try concurrentMap(Self.trials, threads: 2) {
      seed -> [(name: String, holds: Bool, error: Double)] in
      let trial = try laboratory.draw(noise, seed: UInt64(seed))
      let fit = try MeasuredCalibration(
        trial.cases, settings: CoreSettings(.chord), noise: trial.noise, threads: 1
      ).fit
      #expect(fit.hasConverged, "\(noise), seed \(seed)")
      let estimates = fit.estimates + [try #require(fit.offset)]
      return zip(estimates, trial.truth + [trial.offset]).map { estimate, truth in
        #expect(estimate.isDetermined, "\(noise), seed \(seed): \(estimate)")
        return (
          estimate.name, estimate.lower <= truth && truth <= estimate.upper,
          (estimate.value - truth) / estimate.standardError
        )
      }
    }
    var texts: [String] = []
    for index in found[0].indices {
      let name = found[0][index].name
      let share = Double(found.count { $0[index].holds }) / Double(found.count)
      // The bar of the project with two thousand trials, three deviations of such a share; four of a
      // few trials.
      let margin =
        Self.isWhole ? 0.015 : 4 * (0.95 * 0.05 / Double(found.count)).squareRoot()
      #expect((share - 0.95).magnitude <= margin, "\(noise), \(name): \(share)")
      texts.append("\(name) \(String(format: "%.2f", 100 * share))")
      // At a bound the estimate is cut off.
      guard noise != .bound else { continue }
      let scatter =
        found.reduce(0) { $0 + $1[index].error * $1[index].error } / Double(found.count)
      // A mean square of 1 with a deviation of √(2 / trials), and what Student's tails add.
      let spread = 4 * (2 / Double(found.count)).squareRoot() + 0.05
      #expect((scatter - 1).magnitude < spread, "\(noise), \(name): \(scatter)")
    }
    if Self.isWhole {
      print("coverage-\(noise): \(texts.joined(separator: ", ")) % of \(found.count) trials")
    }
  }
}
