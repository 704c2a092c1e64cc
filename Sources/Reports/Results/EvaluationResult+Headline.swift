internal import Records

extension EvaluationResult {
  /// What was found, with its 95 % interval: top-1 of classes, RMSE of numbers; nil for the digital solver.
  var headline: String? {
    if let summary {
      let found = Interval(
        100 * summary.top1.mean, lower: 100 * summary.top1.lower, upper: 100 * summary.top1.upper)
      return "top-1 \(found.percentage)"
        + (summary.perplexity.map { ", perplexity " + Interval($0).text("%.4g") } ?? "")
    }
    return regression?.summary.map { "RMSE " + Interval($0.accuracy.rmse).text("%.4g") }
  }

  /// The change against the digital network, with its 95 % interval; nil for the digital solver.
  var headlineChange: String? {
    if let summary {
      let change =
        summary.change.map {
          Interval(100 * $0.mean, lower: 100 * $0.lower, upper: 100 * $0.upper).text("%+.2f")
        } ?? Interval.signed(100 * summary.top1Change)
      return "\(change) points"
        + (summary.perplexityRatio.map { ", perplexity times " + Interval($0).text("%.4g") } ?? "")
    }
    return regression?.summary.map { "RMSE " + Interval($0.rmseChange).text("%+.3g") }
  }

  /// The result with all that it holds for; nil for the digital solver.
  var headlineRow: HeadlineTable.Row? {
    guard let headline, let headlineChange else { return nil }
    let others = layerTechnologies.map {
      ", of some layers " + $0.map(\.file).joined(separator: ", ")
    }
    return HeadlineTable.Row(
      result: headline, change: headlineChange,
      modelPart: modelError?.parts ?? missingAudit ?? "nothing: no fast model computed",
      member: member,
      technology: (technology?.values.name ?? "none") + (others ?? ""),
      arrays: mapping.map { "\($0.tile.rows) × \($0.tile.columns)" } ?? "none",
      bits: mapping.map { "weights \($0.weights.bits), inputs \($0.inputs.bits)" } ?? "none",
      converters: converters ?? "none")
  }

  /// What converts the columns' currents; nil without arrays.
  var converters: String? {
    converter ?? mapping.map { $0.outputs.bits == 0 ? "none" : "\($0.outputs.bits ?? 0) bits" }
  }
}

extension Interval {
  /// A percentage with its interval.
  fileprivate var percentage: String {
    "\(fixed(value, 2)) % [\(fixed(lower, 2)), \(fixed(upper, 2))]"
  }

  fileprivate static func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + fixed(value, 2)
  }
}
