internal import Foundation

extension EvaluationResult {
  /// The errors of a network whose outputs are numbers, and what is known of them.
  ///
  /// - Parameter found: What was found.
  /// - Returns: Lines for people.
  func lines(of found: Regression) -> [String] {
    var lines = [
      Self.row([
        "", "RMSE [95 %]", "R² [95 %]", "RMSE from digital [95 %]", "of its deviation, % [95 %]",
      ]),
      Self.row(of: found.digital, found: nil, name: "digital"),
    ]
    if let summary = found.summary {
      if found.trials.count > 1 {
        lines += found.trials.map {
          Self.row(of: $0.accuracy, found: $0.departure, name: "instance \($0.trial)")
        }
      }
      lines.append(Self.row(of: summary.accuracy, found: summary.departure, name: computedBy))
      lines += statisticLines(summary)
    }
    lines.append(
      "standard deviation of the targets \(Self.short(found.targetDeviation)), of the digital outputs "
        + Self.short(found.digitalDeviation))
    return lines + (found.eachOutput.map(Self.lines) ?? [])
  }

  /// The changes with their intervals, and what is known of the instances.
  private func statisticLines(_ summary: Regression.Summary) -> [String] {
    let change = summary.rmseChange
    var lines = [
      "RMSE change \(Self.signedShort(change.value)) [\(Self.signedShort(change.lower)), "
        + "\(Self.signedShort(change.upper))]"
        + (summary.r2Change.map { change in
          ", R² change \(Self.signed(change.value)) [\(Self.signed(change.lower)), "
            + "\(Self.signed(change.upper))]"
        } ?? "") + ", \(instancesText)"
    ]
    if let modelPart { lines.append(modelPart) }
    if let deviation = summary.rmseDeviation {
      lines.append(
        "instances differ by a standard deviation of \(Self.short(deviation)) in RMSE"
          + (summary.r2Deviation.map { ", of " + String(format: "%.5f", $0) + " in R²" } ?? ""))
    }
    if let yield = summary.yield {
      let wanted =
        yield.wantedRmse.map { "an RMSE of at most \(Self.short($0))" }
        ?? yield.wantedR2.map { "an R² of at least \(Self.r2($0))" } ?? ""
      lines.append(
        "yield: \(yield.share.count) of \(yield.share.total) instances have \(wanted), "
          + Self.share(yield.share))
    }
    return lines + [stoppingLine].compactMap { $0 }
  }

  /// A table of the outputs.
  private static func lines(_ outputs: [Regression.Output]) -> [String] {
    let hasArrays = outputs.contains { $0.rmse != nil }
    func line(_ name: String, _ cells: [String]) -> String {
      padded(name, 8)
        + (hasArrays ? cells[...] : cells[..<3])
        .map { "  " + padded($0, 14, right: true) }.joined()
    }
    return [
      "",
      line(
        "output",
        ["deviation", "digital RMSE", "digital R²", "arrays RMSE", "arrays R²"]),
    ]
      + outputs.map { output in
        line(
          "\(output.output)",
          [
            short(output.targetDeviation), short(output.digitalRmse),
            output.digitalR2.map(r2) ?? "-", output.rmse.map(short) ?? "-",
            output.r2.map(r2) ?? "-",
          ])
      }
  }

  private static func row(
    of accuracy: Regression.Accuracy, found departure: Regression.Departure?, name: String
  ) -> String {
    row([
      name, text(accuracy.rmse, short), accuracy.r2.map { text($0, r2) } ?? "-",
      departure.map { text($0.rmse, short) } ?? "-",
      departure?.relative.map { text($0) { String(format: "%.2f", 100 * $0) } } ?? "-",
    ])
  }

  private static func row(_ cells: [String]) -> String {
    padded(cells[0], 24) + cells.dropFirst().map { "  " + padded($0, 27, right: true) }.joined()
  }

  private static func text(_ found: Estimate, _ number: (Double) -> String) -> String {
    "\(number(found.value)) [\(number(found.lower)), \(number(found.upper))]"
  }

  /// A number in the unit of the targets, whatever that is.
  private static func short(_ value: Double) -> String { String(format: "%.4g", value) }

  private static func signedShort(_ value: Double) -> String { String(format: "%+.3g", value) }

  private static func r2(_ value: Double) -> String { String(format: "%.5f", value) }

  /// A change of R².
  static func signed(_ value: Double) -> String { String(format: "%+.5f", value) }
}
