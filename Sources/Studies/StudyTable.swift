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

  /// A number of a result with the name of its column; digits as many as tell two results apart.
  private static let quantities: [(name: String, value: @Sendable (EvaluationResult) -> Double?)] =
    [
      ("images", { Double($0.images) }),
      ("instances", { Double($0.instanceCount) }),
      ("digital_top1", { $0.digital?.top1.value }),
      ("top1", { $0.summary?.top1.mean }),
      ("top1_lower", { $0.summary?.top1.lower }),
      ("top1_upper", { $0.summary?.top1.upper }),
      ("change", { $0.summary?.change?.mean }),
      ("change_lower", { $0.summary?.change?.lower }),
      ("change_upper", { $0.summary?.change?.upper }),
      ("model_part", { $0.modelError?.top1?.halfWidth }),
      ("as_digital", { $0.summary?.agreement.mean }),
      ("digital_perplexity", { $0.digital?.perplexity?.value }),
      ("perplexity", { $0.summary?.perplexity?.value }),
      ("perplexity_ratio", { $0.summary?.perplexityRatio?.value }),
      ("perplexity_ratio_lower", { $0.summary?.perplexityRatio?.lower }),
      ("perplexity_ratio_upper", { $0.summary?.perplexityRatio?.upper }),
      ("model_part_loss", { $0.modelError?.loss?.halfWidth }),
      ("digital_rmse", { $0.regression?.digital.rmse.value }),
      ("rmse", { $0.regression?.summary?.accuracy.rmse.value }),
      ("rmse_lower", { $0.regression?.summary?.accuracy.rmse.lower }),
      ("rmse_upper", { $0.regression?.summary?.accuracy.rmse.upper }),
      ("rmse_change", { $0.regression?.summary?.rmseChange.value }),
      ("rmse_change_lower", { $0.regression?.summary?.rmseChange.lower }),
      ("rmse_change_upper", { $0.regression?.summary?.rmseChange.upper }),
      ("digital_r2", { $0.regression?.digital.r2?.value }),
      ("r2", { $0.regression?.summary?.accuracy.r2?.value }),
      ("r2_change", { $0.regression?.summary?.r2Change?.value }),
      ("r2_change_lower", { $0.regression?.summary?.r2Change?.lower }),
      ("r2_change_upper", { $0.regression?.summary?.r2Change?.upper }),
      ("from_digital", { $0.regression?.summary?.departure.relative?.value }),
      ("model_error", { $0.fastModel?.selection?.choice?.error }),
      ("worst_layer_error", { $0.layers.compactMap(\.relativeError).max() }),
      ("arrays", { Double($0.layers.reduce(0) { $0 + $1.arrays }) }),
    ]

  /// The table, comma-separated; a column that no evaluation has is left out.
  public var commaSeparated: String {
    let results = rows.map(\.result)
    let used = Self.quantities.filter { quantity in
      results.contains { $0.flatMap(quantity.value) != nil }
    }
    let isRefused = rows.contains { $0.result == nil }
    var lines = [
      columns + used.map(\.name) + ["member"] + (isRefused ? ["refused"] : [])
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

  /// Whether a network has a class a position.
  private var hasPerplexity: Bool { rows.contains { $0.result?.summary?.perplexity != nil } }

  /// Whether a network's outputs are numbers.
  private var hasErrors: Bool { rows.contains { $0.result?.regression != nil } }

  /// Whether a network finds classes; also where no evaluation could be had.
  private var hasClasses: Bool { !hasErrors || rows.contains { $0.result?.summary != nil } }

  /// The headings of the table for people.
  public var headings: [String] {
    columns + ["images"]
      + (hasClasses
        ? ["digital, %", "top-1, %", "change, points [95 %]", "as digital, %"] : [])
      + (hasPerplexity ? ["perplexity over digital"] : [])
      + (hasErrors
        ? ["digital RMSE", "RMSE", "change of RMSE [95 %]", "change of R² [95 %]"] : [])
      + ["member, error on the load"]
  }

  /// The cells of a row for people.
  ///
  /// - Parameter row: The row.
  /// - Returns: As many texts as there are ``headings``.
  public func cells(of row: Row) -> [String] {
    guard let result = row.result, result.isOfArrays else {
      var reason = ""
      if case .refused(let text) = row.outcome { reason = PrintedText.line(text) }
      let empty = [String](repeating: "", count: headings.count - columns.count - 1)
      return row.labels + empty + ["refused: \(reason)"]
    }
    let ratio = result.summary?.perplexityRatio.map {
      String(format: "%.3f [%.3f, %.3f]", $0.value, $0.lower, $0.upper)
    }
    return row.labels + ["\(result.images)"]
      + (hasClasses ? Self.classCells(of: result) : []) + (hasPerplexity ? [ratio ?? ""] : [])
      + (hasErrors ? Self.errorCells(of: result) : []) + [Self.model(result)]
  }

  private static func classCells(of result: EvaluationResult) -> [String] {
    guard let summary = result.summary, let digital = result.digital else {
      return [String](repeating: "", count: 4)
    }
    let change =
      summary.change.map {
        "\(signed($0.mean)) [\(signed($0.lower)), \(signed($0.upper))]"
      } ?? signed(summary.top1Change)
    return [
      points(digital.top1.value), points(summary.top1.mean), change,
      points(summary.agreement.mean),
    ]
  }

  private static func errorCells(of result: EvaluationResult) -> [String] {
    guard let regression = result.regression, let summary = regression.summary else {
      return [String](repeating: "", count: 4)
    }
    func text(_ found: Estimate, _ format: String) -> String {
      let numbers = [found.value, found.lower, found.upper].map { String(format: format, $0) }
      return "\(numbers[0]) [\(numbers[1]), \(numbers[2])]"
    }
    return [
      String(format: "%.4g", regression.digital.rmse.value),
      String(format: "%.4g", summary.accuracy.rmse.value), text(summary.rmseChange, "%+.3g"),
      summary.r2Change.map { text($0, "%+.5f") } ?? "",
    ]
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
    for note in rows.flatMap({ $0.result?.notes ?? [] }) {
      if let index = counts.firstIndex(where: { $0.note == note }) {
        counts[index].rows += 1
      } else {
        counts.append((note, 1))
      }
    }
    return counts.map { "\(PrintedText.line($0.note)) (\($0.rows) of \(rows.count) evaluations)" }
  }

  private static func model(_ result: EvaluationResult) -> String {
    guard let model = result.fastModel else { return result.solver.rawValue }
    return model.selection?.choice?.error.map {
      "\(model.name), \(String(format: "%.2g", 100 * $0)) %"
    } ?? model.name
  }

  private static func line(_ cells: [String]) -> String {
    "| \(cells.map(PrintedText.cell).joined(separator: " | ")) |"
  }

  private static func points(_ share: Double) -> String { String(format: "%.2f", 100 * share) }

  private static func signed(_ share: Double) -> String { String(format: "%+.2f", 100 * share) }
}
