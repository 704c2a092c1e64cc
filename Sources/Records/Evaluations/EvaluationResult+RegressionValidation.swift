internal import Foundation

extension EvaluationResult.Regression {
  /// Refuses errors that contradict each other.
  ///
  /// - Parameter check: The checks of the place in the file.
  /// - Throws: `InputError` that names the first key whose value is not what others make it.
  func validate(_ check: RecordCheck) throws {
    try check.require(outputs >= 1, "outputs", "\(outputs)", "at least 1")
    try check.require(
      positions.map { $0 > 1 } ?? true, "positions", "\(positions ?? 0)",
      "at least 2, or no value for one")
    for (key, value) in [
      ("target_deviation", targetDeviation), ("digital_deviation", digitalDeviation),
    ] {
      try check.require(value >= 0, key, "\(value)", "a number of at least 0")
    }
    try validate(digital, check.inside("digital"))
    for (index, trial) in trials.enumerated() {
      let check = check.inside("trials[\(index)]")
      try check.require(trial.trial == index, "trial", "\(trial.trial)", "\(index), in order")
      try validate(trial.accuracy, check.inside("accuracy"))
      try validate(trial.departure, check.inside("departure"))
      try requireTriangle(trial.accuracy, trial.departure, check)
    }
    try validateSummary(check)
    try validateOutputs(check)
  }

  /// R² is that of the error, and there unless no target differs from another.
  private func validate(_ accuracy: Accuracy, _ check: RecordCheck) throws {
    try accuracy.rmse.requireOrder(check.inside("rmse"), within: 0...(.infinity))
    try requirePresence(accuracy.r2 != nil, targetDeviation, check, "r2", "target_deviation")
    guard let r2 = accuracy.r2 else { return }
    let ratio = accuracy.rmse.value / targetDeviation
    try check.require(r2.value, is: 1 - ratio * ratio, "r2.value", as: "rmse.value says")
    try r2.requireOrder(check.inside("r2"), within: -Double.infinity...1)
  }

  /// The relative departure is that of the absolute one, and there unless no output differs from another.
  private func validate(_ departure: Departure, _ check: RecordCheck) throws {
    try departure.rmse.requireOrder(check.inside("rmse"), within: 0...(.infinity))
    try requirePresence(
      departure.relative != nil, digitalDeviation, check, "relative", "digital_deviation")
    guard let relative = departure.relative else { return }
    try check.require(
      relative.value, is: departure.rmse.value / digitalDeviation, "relative.value", scale: 0,
      as: "rmse.value over digital_deviation says")
    try relative.requireOrder(check.inside("relative"), within: 0...(.infinity))
  }

  private func requirePresence(
    _ isPresent: Bool, _ deviation: Double, _ check: RecordCheck, _ key: String, _ reason: String
  ) throws {
    try check.require(
      isPresent == (deviation > 0), key, isPresent ? "a value" : "no value",
      "a value where \(reason) is above 0")
  }

  /// Two sides of a triangle differ by no more than the third: the error of the digital network, that of
  /// the arrays, and what is between the two.
  private func requireTriangle(
    _ accuracy: Accuracy, _ departure: Departure, _ check: RecordCheck
  ) throws {
    let change = (accuracy.rmse.value - digital.rmse.value).magnitude
    let rounding = 1e-9 * max(accuracy.rmse.value, digital.rmse.value)
    try check.require(
      departure.rmse.value >= change - rounding, "departure.rmse.value",
      "\(departure.rmse.value)",
      "at least \(change), by which accuracy.rmse and digital.rmse differ")
  }

  private func validateSummary(_ check: RecordCheck) throws {
    guard let summary else { return }
    let check = check.inside("summary")
    try validate(summary.accuracy, check.inside("accuracy"))
    try validate(summary.departure, check.inside("departure"))
    let rmse = trials.map(\.accuracy.rmse.value)
    for (key, value, values) in [
      ("accuracy.rmse.value", summary.accuracy.rmse.value, rmse),
      ("departure.rmse.value", summary.departure.rmse.value, trials.map(\.departure.rmse.value)),
    ] {
      try check.require(
        value, is: Self.rootMean(values), key, scale: 0,
        as: "the root of the mean square of trials is")
    }
    try validate(
      summary.rmseChange, check.inside("rmse_change"),
      is: summary.accuracy.rmse.value - digital.rmse.value,
      scale: max(summary.accuracy.rmse.value, digital.rmse.value),
      as: "summary.accuracy.rmse.value less digital.rmse.value says")
    try requirePresence(
      summary.r2Change != nil, targetDeviation, check, "r2_change", "target_deviation")
    if let change = summary.r2Change, let r2 = summary.accuracy.r2, let before = digital.r2 {
      try validate(
        change, check.inside("r2_change"), is: r2.value - before.value,
        scale: max(1, r2.value.magnitude, before.value.magnitude),
        as: "summary.accuracy.r2.value less digital.r2.value says")
    }
    let r2 = trials.compactMap { $0.accuracy.r2?.value }
    for (key, value, values) in [
      ("rmse_deviation", summary.rmseDeviation, rmse), ("r2_deviation", summary.r2Deviation, r2),
    ] {
      let right = Self.deviation(values)
      try check.require(
        (value == nil) == (right == nil), key, value == nil ? "no value" : "a value",
        "a value where there are several trials that have one")
      guard let value, let right else { continue }
      // Of values that are nearly the same the difference is rounded as they are.
      try check.require(
        value, is: right, key, scale: values.map(\.magnitude).max() ?? 0,
        as: "trials have that deviation")
    }
    try summary.yield?.validate(check.inside("yield"), of: trials)
  }

  private func validate(
    _ change: Estimate, _ check: RecordCheck, is expected: Double, scale: Double, as reason: String
  ) throws {
    try check.require(change.value, is: expected, "value", scale: scale, as: reason)
    try change.requireOrder(check, within: -Double.infinity...Double.infinity)
  }

  private func validateOutputs(_ check: RecordCheck) throws {
    let isWanted = (2...EvaluationResult.mostClasses).contains(outputs)
    try check.require(
      eachOutput?.count == (isWanted ? outputs : nil), "each_output",
      eachOutput.map { "\($0.count) outputs" } ?? "no value",
      isWanted ? "\(outputs), as outputs says" : "no value for \(outputs) outputs")
    guard let eachOutput else { return }
    for (index, output) in eachOutput.enumerated() {
      let check = check.inside("each_output[\(index)]")
      try check.require(output.output == index, "output", "\(output.output)", "\(index), in order")
      try check.require(
        (output.rmse == nil) == trials.isEmpty, "rmse", output.rmse == nil ? "no value" : "a value",
        "a value where there are trials")
      for (key, r2Key, rmse, r2) in [
        ("digital_rmse", "digital_r2", Double?(output.digitalRmse), output.digitalR2),
        ("rmse", "r2", output.rmse, output.r2),
      ] {
        guard let rmse else {
          try check.require(r2 == nil, r2Key, "a value", "no value, as there is no \(key)")
          continue
        }
        try check.require(rmse >= 0, key, "\(rmse)", "a number of at least 0")
        try requirePresence(
          r2 != nil, output.targetDeviation, check, r2Key, "target_deviation")
        guard let r2 else { continue }
        let ratio = rmse / output.targetDeviation
        try check.require(r2, is: 1 - ratio * ratio, r2Key, as: "\(key) says")
      }
    }
    for (key, whole, parts) in [
      ("target_deviation", targetDeviation, eachOutput.map(\.targetDeviation)),
      ("digital_rmse", digital.rmse.value, eachOutput.map(\.digitalRmse)),
      ("rmse", summary?.accuracy.rmse.value ?? 0, eachOutput.map { $0.rmse ?? 0 }),
    ] {
      try check.require(
        Self.rootMean(parts), is: whole, "each_output", scale: 0,
        as: "the root of the mean square of \(key) must be that of all outputs")
    }
  }

  private static func rootMean(_ values: [Double]) -> Double {
    let squares = values.reduce(0) { $0 + $1 * $1 }
    return (squares / Double(max(values.count, 1))).squareRoot()
  }

  /// The standard deviation of some values; nil for fewer than two.
  package static func deviation(_ values: [Double]) -> Double? {
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }
}

extension EvaluationResult.Regression.Yield {
  fileprivate func validate(
    _ check: RecordCheck, of trials: [EvaluationResult.Regression.Trial]
  ) throws {
    try check.require(
      (wantedRmse == nil) != (wantedR2 == nil), "wanted_rmse",
      wantedRmse == nil ? "no value, as wanted_r2 has none" : "a value beside wanted_r2",
      "a value of one of the two")
    try check.require(
      wantedRmse.map { $0 >= 0 } ?? true, "wanted_rmse", "\(wantedRmse ?? 0)",
      "a number of at least 0")
    try check.require(
      wantedR2.map { $0 <= 1 } ?? true, "wanted_r2", "\(wantedR2 ?? 0)", "a number up to 1")
    try share.validate(check.inside("share"), total: trials.count, as: "trials")
    guard
      let wanted = wantedRmse.map(EvaluationResult.Regression.Wanted.rmse)
        ?? wantedR2.map(EvaluationResult.Regression.Wanted.r2)
    else { return }
    let right = Self(wanted: wanted, of: trials).share.count
    try check.require(
      share.count == right, "share.count", "\(share.count)", "\(right), as trials say")
  }
}

extension Estimate {
  /// An interval must hold its number, and stay where such numbers can be.
  fileprivate func requireOrder(_ check: RecordCheck, within range: ClosedRange<Double>) throws {
    for (key, bound, holds) in [
      ("value", value, range.contains(value)),
      ("lower", lower, lower >= range.lowerBound && lower <= value),
      ("upper", upper, upper <= range.upperBound && upper >= value),
    ] {
      try check.require(
        holds, key, "\(bound)",
        (range.lowerBound == 0 ? "a number of at least 0, " : "")
          + (range.upperBound == 1 ? "a number up to 1, " : "")
          + "an interval that holds \(value)")
    }
  }
}
