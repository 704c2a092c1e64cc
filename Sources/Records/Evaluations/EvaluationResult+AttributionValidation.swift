extension EvaluationResult.Attribution {
  /// Refuses an attribution whose total is not the change that the result has.
  ///
  /// - Parameters:
  ///   - check: The checks of the attribution's place in its file.
  ///   - result: The result that it is of.
  /// - Throws: `InputError` that names the first key whose value is not what others make it.
  func validate(_ check: RecordCheck, of result: EvaluationResult) throws {
    let regression = result.regression?.summary?.r2Change
    guard let change = result.summary?.top1Change ?? regression?.value else {
      return try check.require(false, "integers", "a value", "no value without a change")
    }
    try check.require(
      together.mean, is: change - integers.mean, "together.mean",
      scale: max(1, change.magnitude, integers.mean.magnitude),
      as: (regression == nil ? "summary.top1_change" : "regression.summary.r2_change.value")
        + " less integers.mean says")
    // A share changes by all at most; errors have no bound.
    let range = regression == nil ? -1...1 : -Double.infinity...Double.infinity
    try integers.requireOrder(check.inside("integers"), within: range)
    try together.requireOrder(check.inside("together"), within: range)
    for (index, cause) in causes.enumerated() {
      let check = check.inside("causes[\(index)]")
      try cause.alone.requireOrder(check.inside("alone"), within: range)
      try cause.together.requireOrder(check.inside("together"), within: range)
    }
    for (index, remedy) in remedies.enumerated() {
      try remedy.gain.requireOrder(check.inside("remedies[\(index)].gain"), within: range)
    }
  }
}
