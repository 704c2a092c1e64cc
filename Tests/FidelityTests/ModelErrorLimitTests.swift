import CrossbarModels
import Fidelity
import Foundation
import GoldenData
import Testing

/// The errors that the project promises not to exceed at 64 × 64, on arrays that nothing was fitted to.
///
/// The reference is SPICE, in `golden/fidelity`: a random programmed array, inputs of 16 levels.
/// `docs/model-errors.md` has all arrays and models.
struct ModelErrorLimitTests {
  /// What is promised of a technology.
  struct Bar: Sendable, CustomTestStringConvertible {
    var technology: String
    /// The cheapest member that meets it.
    var model: String
    /// The largest relative RMSE.
    var relativeRMSE: Double
    /// The largest RMSE of GENIEx's non-ideality factor, in points.
    var nonIdealityPoints: Double?
    /// Codes may differ by one where a voltage is at a threshold; outputs may be as far as this
    /// from those of the circuit, over the range of the converter.
    var worstOutput: Double?

    var testDescription: String { technology }

    init(
      _ technology: String, _ model: String, _ relativeRMSE: Double, points: Double? = nil,
      output: Double? = nil
    ) {
      self.technology = technology
      self.model = model
      self.relativeRMSE = relativeRMSE
      nonIdealityPoints = points
      worstOutput = output
    }

    static let all = [
      // One matrix is exact.
      Bar("ohmic-100k", "linear", 1e-6),
      // GENIEx's set-up; theirs are .25 and .7 points.
      Bar("sinh-100k", "two-point", 2e-4, points: 0.05),
      Bar("sinh-100k-500mv", "two-point", 1e-3, points: 0.1),
      Bar("fefet-hzo", "two-point", 1e-3),
      Bar("pcm-hermes", "two-point", 1e-3),
      Bar("pcm-joshi-aihwkit", "two-point", 1e-3),
      Bar("rram-cmo-hfox", "two-point", 1e-3),
      Bar("rram-filamentary", "two-point", 1e-3),
      // Wires take three quarters of the current and more: two points are too few.
      Bar("rram-jart-vcm", "chord, 2 steps", 1e-3),
      Bar("rram-milo", "two-point", 1e-3),
      Bar("rram-skywater", "two-point", 1e-3),
      Bar("rram-stanford-pku", "two-point", 1e-3),
      Bar("rram-tiox", "chord, 2 steps", 1e-3),
      Bar("rram-wan-crosssim", "two-point", 1e-3),
      Bar("1t1r-level1-50k", "two-point", 2e-3),
      Bar("1t1r-bsim4-50k", "two-point", 2e-3),
      Bar("1s1r-100k", "two-point", 5e-3),
      // RxNN's largest error is .28 %.
      Bar("converters-100k", "two-point", 1e-3, output: 3e-3),
      Bar("converters-sinh-100k", "two-point", 1e-3, output: 3e-3),
      Bar("converters-1t1r-50k", "two-point", 2e-3, output: 3e-3),
      Bar("converters-1s1r-100k", "two-point", 5e-3, output: 3e-3),
    ]
  }

  private static let folder = Result {
    try GoldenFolder(
      contentsOf: URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("golden/fidelity"))
  }

  @Test(arguments: Bar.all)
  func `is met at 64 × 64`(bar: Bar) throws {
    let models = ComparedModel.all.filter { $0.name == bar.model }
    let study = ModelErrorStudy(
      try Self.folder.get(), sizes: [[64, 64]], technologies: [bar.technology], arrays: 1,
      models: models)
    let result = try #require(try study.results(isTimed: false).first)
    let entry = try #require(result.entries.first)
    let measures = try #require(entry.measures, "\(entry.refusal ?? "")")
    #expect(measures.relativeRMSE <= bar.relativeRMSE)
    if let points = bar.nonIdealityPoints {
      #expect(100 * (try #require(measures.nonIdealityRMSE)) <= points)
    }
    if let worst = bar.worstOutput {
      let codes = try #require(entry.codes)
      #expect(codes.worstOutput <= worst)
      // Beyond rounding: a code at a threshold may be the next one.
      #expect(codes.worstCode <= 1 + worst * codes.largestCode)
    }
  }
}
