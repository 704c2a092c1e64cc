extension ModelError {
  /// Refuses errors whose values contradict each other.
  ///
  /// - Parameters:
  ///   - check: The checks of the errors' place in their file.
  ///   - result: The result that they belong to.
  /// - Throws: `InputError` that names the first key whose value is not what others make it.
  func validate(_ check: RecordCheck, of result: EvaluationResult) throws {
    try check.require(injections >= 2, "injections", "\(injections)", "at least 2")
    try check.require(images, in: 1...result.images, "images")
    try check.require(vectors >= 0, "vectors", "\(vectors)", "at least 0")
    for (key, value) in [
      ("rms", outputs.rms), ("relative", outputs.relative), ("limit", outputs.limit),
    ] {
      try check.require(value >= 0, "outputs.\(key)", "\(value)", "a number of at least 0")
    }
    let summary = result.summary
    for (key, part, isWanted) in [
      ("top1", top1, summary != nil), ("top5", top5, summary?.top5 != nil),
      ("agreement", agreement, summary != nil), ("loss", loss, summary?.perplexity != nil),
      ("rmse", rmse, result.regression != nil),
      ("r2", r2, result.regression?.summary?.accuracy.r2 != nil),
    ] {
      try check.require(
        (part != nil) == isWanted, key, part == nil ? "no value" : "a value",
        isWanted ? "a value, as the result has that number" : "no value, as the result has none")
      guard let part else { continue }
      try check.require(
        part.halfWidth >= part.shift.magnitude, "\(key).half_width", "\(part.halfWidth)",
        "at least \(part.shift.magnitude), as shift says")
    }
  }
}
