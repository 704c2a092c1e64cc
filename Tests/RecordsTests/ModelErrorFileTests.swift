import Configuration
import Foundation
import Records
import Testing

/// What a model may be off by in result files: intervals include it, and contradictions are refused.
@Suite struct ModelErrorFileTests {
  private static var error: ModelError {
    var error = ModelError(
      injections: 8, images: 20, vectors: 320,
      outputs: .init(rms: 0.02, relative: 0.005, limit: 0.04))
    error.top1 = .init(shift: -0.01, halfWidth: 0.03)
    error.agreement = .init(shift: 0, halfWidth: 0.02)
    return error
  }

  /// One instance, whose interval is that of its images, and an audit.
  private static var audited: EvaluationResult {
    var result = EvaluationFileTests.result
    result.trials.removeLast()
    let (top1, agreement) = (result.trials[0].accuracy.top1, result.trials[0].agreement)
    result.summary?.top1 = TrialMean(mean: top1.value, lower: top1.lower, upper: top1.upper)
    result.summary?.agreement = TrialMean(
      mean: agreement.value, lower: agreement.lower, upper: agreement.upper)
    result.summary?.top1Change = top1.value - 0.8
    result.audit = CurrentAudit(
      tolerance: nil, readsPerLayer: 64, images: 10,
      layers: [
        CurrentAudit.Layer(
          name: "fc", reads: 64, arrays: 4, relativeError: 1e-4, medianReadError: 1e-4,
          worstReadError: 1e-3, readsBeyond: nil, errorLsb: nil, worstErrorLsb: nil,
          changedCodes: nil, isBeyond: false)
      ])
    result.take(error)
    return result
  }

  private static func read(_ result: EvaluationResult) throws -> EvaluationResult {
    try EvaluationResult(result.encoded(), source: "r.json")
  }

  @Test func `intervals are wider by the model's part, and say so`() throws {
    let result = Self.audited
    let alone = result.trials[0].accuracy.top1
    let summary = try #require(result.summary)
    #expect((alone.lower - summary.top1.lower - 0.03).magnitude < 1e-12)
    #expect((summary.top1.upper - alone.upper - 0.03).magnitude < 1e-12)
    #expect(summary.top1.mean == alone.value)
    #expect(try Self.read(result) == result)
    #expect(
      result.table.contains(
        "of which the model: top-1 ± 3.00 points, as digital ± 2.00 points; outputs off by 0.5 %"))
  }

  @Test func `small parts keep a digit`() {
    #expect(ModelError.points(0.0005) == "0.05")
    #expect(ModelError.points(0.00012) == "0.01")
    #expect(ModelError.points(0.000012) == "0.001")
    #expect(ModelError.points(0.0123) == "1.23" && ModelError.points(0) == "0.00")
  }

  private static let contradictions: [EvaluationFileTests.Contradiction] = [
    .init("model_error.injections") { $0.modelError?.injections = 1 },
    .init("model_error.images") { $0.modelError?.images = 21 },
    .init("model_error.outputs.rms") { $0.modelError?.outputs.rms = -1 },
    .init("model_error.top5") { $0.modelError?.top5 = .init(shift: 0, halfWidth: 0.1) },
    .init("model_error.loss") { $0.modelError?.loss = .init(shift: 0, halfWidth: 0.1) },
    .init("model_error.top1.half_width") { $0.modelError?.top1?.shift = 0.04 },
    .init("summary.top1.lower") { $0.summary?.top1.lower += 0.001 },
    .init("summary.agreement.upper") { $0.summary?.agreement.upper -= 0.001 },
    .init("model_error") { $0.audit = nil },
  ]

  @Test(arguments: 0..<contradictions.count)
  func `a model error that contradicts the result is refused by key`(index: Int) throws {
    let contradiction = Self.contradictions[index]
    var result = Self.audited
    contradiction.edit(&result)
    let error = try #require(throws: InputError.self) { try Self.read(result) }
    #expect(error.location == "key \(contradiction.key)", "\(error)")
  }
}
