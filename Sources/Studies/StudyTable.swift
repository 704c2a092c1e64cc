internal import Configuration
internal import Foundation
public import Records

/// All evaluations of a study as one table.
public struct StudyTable: Sendable {
  /// One evaluation.
  public struct Row: Sendable {
    /// What it is: network, technology, every axis, model.
    public let labels: [String]
    /// What became of it.
    public let outcome: StudyOutcome

    /// Its result, if there is one.
    public var result: EvaluationResult? {
      if case .measured(let result) = outcome { result } else { nil }
    }
  }

  /// The name of the study.
  public let name: String
  /// What the labels of a row are.
  public let columns: [String]
  /// The evaluations, in order.
  public let rows: [Row]

  /// The table, comma-separated; a column that no evaluation has is left out.
  public var commaSeparated: String {
    let results = rows.map(\.result)
    let used = Self.quantities.filter { quantity in
      results.contains { $0.flatMap(quantity.value) != nil }
    }
    let isRefused = rows.contains { $0.result == nil }
    var lines = [
      columns + used.map(\.name) + [Self.memberName] + (isRefused ? [Self.refusedName] : [])
    ]
    for row in rows {
      var refusal = ""
      if case .refused(let reason) = row.outcome { refusal = reason }
      lines.append(
        row.labels
          + used.map { quantity in
            row.result.flatMap(quantity.value).map { String(format: "%.10g", $0) } ?? ""
          } + [row.result?.fastModel?.name ?? ""] + (isRefused ? [refusal] : []))
    }
    return lines.map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
  }

  /// The labels of a column, each once, in order.
  ///
  /// - Parameter column: The number of the column, among ``columns``.
  /// - Returns: The labels.
  public func values(of column: Int) -> [String] {
    var values: [String] = []
    for row in rows where !values.contains(row.labels[column]) { values.append(row.labels[column]) }
    return values
  }

  /// The table in Markdown, with 95 % intervals.
  public var markdown: String {
    let lines =
      ["# \(name)", "", Self.line(headings), Self.line(headings.map { _ in "---" })]
      + rows.map { Self.line(cells(of: $0)) }
    let notes = notes(of: rows)
    let list = notes.isEmpty ? [] : [""] + notes.map { "- \($0)" }
    return (lines + list).joined(separator: "\n") + "\n"
  }

  /// What a reader of the numbers should know, with how many evaluations it concerns.
  ///
  /// - Parameter rows: Some of the rows.
  /// - Returns: Every note once, in the order of the rows.
  public func notes(of rows: [Row]) -> [String] {
    var counts: [(note: String, rows: Int)] = []
    for note in rows.flatMap({ $0.result.map(Self.notes) ?? [] }) {
      if let index = counts.firstIndex(where: { $0.note == note }) {
        counts[index].rows += 1
      } else {
        counts.append((note, 1))
      }
    }
    return counts.map { "\(PrintedText.line($0.note)) (\($0.rows) of \(rows.count) evaluations)" }
  }

  /// What the 95 % intervals of some rows have of the errors of their models, as a sentence.
  ///
  /// - Parameter rows: Some of the rows.
  /// - Returns: The sentence.
  public func intervals(of rows: [Row]) -> String {
    let results = rows.compactMap(\.result)
    let parts = results.compactMap { result in
      result.regression == nil
        ? result.modelError?.top1.map { (size: 100 * $0.halfWidth, unit: "points") }
        : result.modelError?.r2.map { (size: $0.halfWidth, unit: "of R²") }
    }
    let unaudited = results.count { $0.missingAudit != nil && $0.hasBentCells }
    var texts: [String] = []
    if let most = parts.max(by: { $0.size < $1.size }) {
      let text =
        most.size > 0 ? String(format: "± %.2g \(most.unit) at most", most.size) : "nothing"
      texts.append("include what audits found of the model's errors, \(text)")
    }
    if unaudited > 0 {
      texts.append(
        (parts.isEmpty ? "say" : "\(unaudited) of them say")
          + " nothing of the model's errors on bent cells, for which no audit was asked")
    }
    return texts.isEmpty
      ? "95 % intervals." : "95 % intervals, which \(texts.joined(separator: "; "))."
  }

  /// What a reader of one result should know.
  private static func notes(of result: EvaluationResult) -> [String] {
    let notes = result.notes ?? []
    guard let missing = result.missingAudit, result.hasBentCells else { return notes }
    return notes + ["bent cells, and \(missing); key audit of [[model]] asks for one"]
  }

  private static func line(_ cells: [String]) -> String {
    "| \(cells.map(PrintedText.cell).joined(separator: " | ")) |"
  }
}
