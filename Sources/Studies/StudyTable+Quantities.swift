internal import Records

extension StudyTable {
  /// A number of a result with the name of its column; digits as many as tell two results apart.
  static let quantities: [(name: String, value: @Sendable (EvaluationResult) -> Double?)] =
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
      ("model_part_rmse", { $0.modelError?.rmse?.halfWidth }),
      ("digital_r2", { $0.regression?.digital.r2?.value }),
      ("r2", { $0.regression?.summary?.accuracy.r2?.value }),
      ("r2_change", { $0.regression?.summary?.r2Change?.value }),
      ("r2_change_lower", { $0.regression?.summary?.r2Change?.lower }),
      ("r2_change_upper", { $0.regression?.summary?.r2Change?.upper }),
      ("model_part_r2", { $0.modelError?.r2?.halfWidth }),
      ("from_digital", { $0.regression?.summary?.departure.relative?.value }),
      ("model_error", { $0.fastModel?.selection?.choice?.error }),
      ("worst_layer_error", { $0.layers.compactMap(\.relativeError).max() }),
      ("arrays", { Double($0.layers.reduce(0) { $0 + $1.arrays }) }),
    ]

  /// The columns of the comma-separated table behind the labels, in order; docs/studies.md says what they are.
  package static let quantityNames = quantities.map(\.name) + [memberName, refusedName]
  /// The column of the member that computed.
  static let memberName = "member"
  /// The column of the reasons why evaluations cannot be had.
  static let refusedName = "refused"
}
