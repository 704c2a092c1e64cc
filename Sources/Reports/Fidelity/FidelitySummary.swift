public import Fidelity
internal import Foundation
internal import GoldenData
internal import Records

/// The result of a regression test in a few lines, and as JSON.
public struct FidelitySummary: Sendable, Encodable {
  /// One suite or model.
  struct Row: Sendable, Encodable {
    var name: String
    var passed: Int
    var failed: Int
    var worst: Double?
    var measure: String
  }

  /// One size of one technology with one model.
  struct Measures: Sendable, Encodable {
    var suite: String
    var technology: String
    var rows: Int
    var columns: Int
    var model: String
    var cases: Int
    var failed: Int
    var relativeRmse: Double?
    var worstOfFullScale: Double?
    var nonIdealityRmsePoints: Double?
    var columnRelativeRmse: [Double?]
    var tolerance: Double
    var toleranceOf: String
    var toleranceReason: String
  }

  /// Whether everything holds.
  public let agrees: Bool
  /// What does not hold, one line each.
  public let findings: [String]
  let rows: [Row]
  let measures: [Measures]
  let moved: [String]
  let seconds: Double
  private let release: String?

  private enum CodingKeys: String, CodingKey {
    case agrees, findings, rows, measures, moved, seconds
  }

  /// Summarizes a regression test.
  ///
  /// - Parameter regression: The regression test.
  public init(_ regression: FidelityRegression) {
    findings = regression.findings
    agrees = findings.isEmpty
    rows = regression.subjects.map { subject in
      Row(
        name: subject.path, passed: subject.checks.count - subject.failures,
        failed: subject.failures, worst: finite(subject.worst), measure: subject.measure)
    }
    measures = regression.numbers.map { number in
      Measures(
        suite: number.subject.suite, technology: number.subject.technology,
        rows: number.subject.rows, columns: number.subject.columns, model: number.subject.model,
        cases: number.measures.cases, failed: number.failures,
        relativeRmse: finite(number.measures.relativeRMSE),
        worstOfFullScale: finite(number.measures.worstOfFullScale),
        nonIdealityRmsePoints: number.measures.nonIdealityRMSE.flatMap { finite(100 * $0) },
        columnRelativeRmse: number.measures.columnRelativeRMSE.map(finite),
        tolerance: number.tolerance.value, toleranceOf: number.tolerance.measure.rawValue,
        toleranceReason: number.tolerance.reason)
    }
    moved = regression.drift?.moves.map(\.description) ?? []
    release = regression.drift.map { drift in
      "since release \(drift.version): \(drift.moves.count) numbers moved, "
        + "\(drift.added.count) are new, \(drift.missing.count) are no longer measured"
    }
    seconds = regression.seconds
  }

  /// The summary as lines of text.
  public var text: String {
    let width = max(36, rows.map(\.name.count).max() ?? 0)
    var lines = rows.map { row in
      row.name.padding(toLength: width, withPad: " ", startingAt: 0)
        + String(
          format: " %3d passed, %d failed, worst %.2e (%@)", row.passed, row.failed,
          row.worst ?? .nan,
          row.measure)
    }
    if let release { lines.append(release) }
    lines += moved.map { "  \($0)" }
    let passed = rows.reduce(0) { $0 + $1.passed }
    let failed = rows.reduce(0) { $0 + $1.failed }
    lines.append("\(passed) passed, \(failed) failed")
    lines.append(String(format: "%.1f s", seconds))
    return lines.joined(separator: "\n")
  }
}

/// A number that JSON has; nil for infinity and NaN.
private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
