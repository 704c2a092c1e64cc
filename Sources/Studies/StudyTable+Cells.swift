internal import Configuration
internal import Foundation
internal import Records

extension StudyTable {
  /// Whether a network has a class a position.
  private var hasPerplexity: Bool { rows.contains { $0.result?.summary?.perplexity != nil } }

  /// Whether a network's outputs are numbers.
  private var hasErrors: Bool { rows.contains { $0.result?.regression != nil } }

  /// Whether a network finds classes; also where no evaluation could be had.
  private var hasClasses: Bool { !hasErrors || rows.contains { $0.result?.summary != nil } }

  /// Whether the errors of a fast model are part of an interval.
  private var isAudited: Bool { rows.contains { $0.result?.modelError != nil } }

  /// The headings of the table for people.
  public var headings: [String] {
    columns + ["images"]
      + (hasClasses
        ? ["digital, %", "top-1, %", "change, points [95 %]", "as digital, %"] : [])
      + (hasPerplexity ? ["perplexity over digital"] : [])
      + (hasErrors
        ? ["digital RMSE", "RMSE", "change of RMSE [95 %]", "change of R² [95 %]"] : [])
      + (isAudited ? ["of the intervals the model"] : [])
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
      + (hasErrors ? Self.errorCells(of: result) : [])
      + (isAudited ? [Self.modelPart(of: result)] : []) + [Self.model(result)]
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

  /// What of the intervals, on either side, is what the fast model's errors may change.
  private static func modelPart(of result: EvaluationResult) -> String {
    if let error = result.modelError { return error.parts }
    return result.missingAudit == nil ? "nothing" : "not audited"
  }

  private static func model(_ result: EvaluationResult) -> String {
    guard let model = result.fastModel else { return result.solver.rawValue }
    return model.selection?.choice?.error.map {
      "\(model.name), \(String(format: "%.2g", 100 * $0)) %"
    } ?? model.name
  }

  private static func points(_ share: Double) -> String { String(format: "%.2f", 100 * share) }

  private static func signed(_ share: Double) -> String { String(format: "%+.2f", 100 * share) }
}
