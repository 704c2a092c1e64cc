internal import Foundation

extension EvaluationResult {
  /// Takes what the model's errors may change into the intervals.
  ///
  /// The model's error is no draw that more images or chips average out: it is added to what these leave.
  /// Intervals of single instances stay those of their images.
  ///
  /// - Parameter error: What the errors may change.
  package mutating func take(_ error: ModelError) {
    modelError = error
    if let part = error.top1 {
      summary?.top1.widen(by: part, within: 0...1)
      summary?.change?.widen(by: part, within: -1...1)
    }
    if let part = error.top5 { summary?.top5?.widen(by: part, within: 0...1) }
    if let part = error.agreement { summary?.agreement.widen(by: part, within: 0...1) }
    if let part = error.loss {
      summary?.perplexity?.widen(by: part)
      summary?.perplexityRatio?.widen(by: part)
    }
    if let part = error.rmse {
      regression?.summary?.accuracy.rmse.widen(by: part, within: 0...Double.infinity)
      regression?.summary?.rmseChange.widen(by: part, within: -Double.infinity...Double.infinity)
    }
    if let part = error.r2 {
      regression?.summary?.accuracy.r2?.widen(by: part, within: -Double.infinity...1)
      regression?.summary?.r2Change?.widen(by: part, within: -Double.infinity...Double.infinity)
    }
  }
}

extension TrialMean {
  fileprivate mutating func widen(by part: ModelError.Part, within range: ClosedRange<Double>) {
    lower = max(lower - part.halfWidth, range.lowerBound)
    upper = min(upper + part.halfWidth, range.upperBound)
  }
}

extension Estimate {
  fileprivate mutating func widen(by part: ModelError.Part, within range: ClosedRange<Double>) {
    lower = max(lower - part.halfWidth, range.lowerBound)
    upper = min(upper + part.halfWidth, range.upperBound)
  }
}

extension Perplexity {
  /// Widens by an error of the logarithm.
  fileprivate mutating func widen(by part: ModelError.Part) {
    let factor = exp(part.halfWidth)
    lower /= factor
    upper = min(upper * factor, .greatestFiniteMagnitude)
  }
}
