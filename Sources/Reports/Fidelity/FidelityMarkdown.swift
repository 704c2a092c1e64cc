public import Fidelity
internal import Foundation
internal import GoldenData
internal import Records

/// The result of a regression test as a page of Markdown: one table for every golden suite.
public struct FidelityMarkdown: Sendable {
  private let regression: FidelityRegression

  /// Creates the page.
  ///
  /// - Parameter regression: The regression test.
  public init(_ regression: FidelityRegression) {
    self.regression = regression
  }

  /// The page.
  public var text: String {
    let findings = regression.findings
    var parts = [
      "# Fidelity\n",
      findings.isEmpty
        ? "\(regression.subjects.reduce(0) { $0 + $1.checks.count }) checks, and all hold.\n"
        : "\(findings.count) findings:\n\n" + findings.map { "- \($0)\n" }.joined(),
      """
      Errors are those of column currents against SPICE, over all cases of a size. Relative RMSE: RMS of the error over RMS of the current. \
      Worst: largest error over the largest current of its case. NF RMSE: RMS error of (I_ideal − I) / I_ideal in points, over currents with \
      I_ideal > 0. Worst column: the largest relative RMSE of one column, with its number from 0.

      """,
    ]
    for suite in Set(regression.numbers.map(\.subject.suite)).sorted() {
      let numbers = regression.numbers.filter { $0.subject.suite == suite }
      parts.append("## \(suite)\n")
      parts.append(Self.table(of: numbers).text)
    }
    parts.append(tolerances)
    if let drift = regression.drift { parts.append(Self.section(on: drift)) }
    parts.append(String(format: "Everything took %.1f s.\n", regression.seconds))
    return parts.joined(separator: "\n")
  }

  private static func table(of numbers: [FidelityNumber]) -> MarkdownTable {
    MarkdownTable(
      columns: [
        ("technology", .left), ("size", .left), ("model", .left), ("cases", .right),
        ("relative RMSE", .right), ("worst", .right), ("NF RMSE, points", .right),
        ("worst column", .right), ("tolerance", .right), ("verdict", .left),
      ],
      rows: numbers.map { number in
        let measures = number.measures
        let column = measures.worstColumn
        return [
          number.subject.technology, "\(number.subject.rows)×\(number.subject.columns)",
          number.subject.model, "\(measures.cases)", error(measures.relativeRMSE),
          error(measures.worstOfFullScale),
          measures.nonIdealityRMSE.map { String(format: "%.2g", 100 * $0) } ?? "–",
          column.map { "\(error(measures.columnRelativeRMSE[$0])) (\($0))" } ?? "–",
          "\(error(number.tolerance.value)) \(number.tolerance.measure.short)",
          number.failures == 0 ? "holds" : "\(number.failures) fail",
        ]
      })
  }

  /// Every reason once, with what it is the reason of.
  private var tolerances: String {
    var order: [String] = []
    var subjects: [String: [String]] = [:]
    for number in regression.numbers {
      let key =
        "\(Self.error(number.tolerance.value)) of \(number.tolerance.measure.rawValue): "
        + number.tolerance.reason
      let name = "\(number.subject.suite) by \(number.subject.model)"
      if subjects[key] == nil { order.append(key) }
      if !(subjects[key] ?? []).contains(name) { subjects[key, default: []].append(name) }
    }
    return "## Tolerances\n\nEvery case must meet its own.\n\n"
      + order.map { "- \($0) (\(subjects[$0, default: []].joined(separator: ", ")))\n" }.joined()
  }

  private static func section(on drift: ReleaseDrift) -> String {
    var text = "## Since release \(drift.version)\n\n"
    if drift.moves.isEmpty { text += "No number moved.\n" }
    text += drift.moves.map { "- \($0.description)\n" }.joined()
    text += drift.missing.map { "- \($0.description): no longer measured\n" }.joined()
    if !drift.added.isEmpty { text += "\n\(drift.added.count) numbers are new.\n" }
    return text
  }

  private static func error(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    return value >= 1e-5 ? String(format: "%.3g %%", 100 * value) : String(format: "%.1e", value)
  }
}

extension FidelityNumber.Limit.Measure {
  /// The measure in a word, for a table.
  fileprivate var short: String {
    switch self {
    case .relativeRMSE: "RMSE"
    case .worstOfFullScale: "worst"
    }
  }
}
