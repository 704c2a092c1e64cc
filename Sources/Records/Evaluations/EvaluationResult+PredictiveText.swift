internal import Foundation

extension EvaluationResult {
  /// What the probabilities are worth, line by line.
  func predictiveLines(_ found: Predictive) -> [String] {
    func number(_ value: Double?, _ places: Int = 4) -> String {
      value.map { String(format: "%.\(places)f", $0) } ?? "-"
    }
    let ways = [
      ("digital", found.digital), ("one sample", found.single),
      ("\(found.samples) samples together", found.together),
    ]
    let how =
      switch found.sampling {
      case .programming: "programmings"
      case .reads: "reads of the same cells"
      }
    let columns = [
      "top-1", "calibration", "-ln p", "Brier", "entropy", "wrong answers", "unknown data",
      "by disagreement",
    ]
    var lines = [
      "probabilities, \(found.samples) \(how), calibration error over \(found.bins) bins",
      Self.padded("", 24) + columns.map { Self.padded($0, 16, right: true) }.joined(),
    ]
    lines += ways.map { name, quality in
      let values = [
        number(quality.top1), number(quality.calibrationError),
        number(quality.negativeLogLikelihood), number(quality.brierScore), number(quality.entropy),
        number(quality.wrongAnswers), number(quality.unknownData),
        number(quality.unknownDataByDisagreement),
      ]
      return Self.padded(name, 24) + values.map { Self.padded($0, 16, right: true) }.joined()
    }
    if let unknown = found.unknownDataSet, let images = found.unknownImages {
      lines.append(
        "wrong answers and unknown data: areas under the curve; unknown are \(images) images of \(unknown)"
      )
    } else {
      lines.append("wrong answers: area under the curve")
    }
    return lines
  }
}

extension EvaluationResult.Predictive {
  /// Refuses numbers that no probabilities have.
  func validate(_ check: RecordCheck, of result: EvaluationResult) throws {
    try check.require(samples, in: 1...10_000, "samples")
    try check.require(bins, in: 1...1000, "bins")
    try check.require(
      (unknownDataSet == nil) == (unknownImages == nil), "unknown_images",
      unknownImages == nil ? "no value" : "a value", "a value where unknown_data_set has one")
    for (key, quality) in [("digital", digital), ("single", single), ("together", together)] {
      try quality.validate(check.inside(key), hasUnknown: unknownDataSet != nil)
    }
    if let known = result.digital {
      // Of equal probabilities another class may come first than of equal logits.
      try check.inside("digital").require(
        digital.top1, in: max(0, known.top1.value - 0.01)...min(1, known.top1.value + 0.01), "top1")
    }
  }
}

extension EvaluationResult.PredictiveQuality {
  fileprivate func validate(_ check: RecordCheck, hasUnknown: Bool) throws {
    for (key, share) in [
      ("top1", top1), ("calibration_error", calibrationError), ("wrong_answers", wrongAnswers ?? 0),
      ("unknown_data", unknownData ?? 0),
      ("unknown_data_by_disagreement", unknownDataByDisagreement ?? 0),
    ] { try check.require(share, in: 0...1, key) }
    try check.require(brierScore, in: 0...2, "brier_score")
    for (key, value) in [("negative_log_likelihood", negativeLogLikelihood), ("entropy", entropy)] {
      try check.require(value >= -1e-9 && value.isFinite, key, "\(value)", "a number of at least 0")
    }
    try check.require(
      hasUnknown == (unknownData != nil), "unknown_data", hasUnknown ? "no value" : "a value",
      "a value where there is an unknown data set")
  }
}
