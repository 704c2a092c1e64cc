internal import Foundation

extension EvaluationResult {
  /// What computed the products in the end: the member of the fast models' family with its error and why it was
  /// taken, or what stood in its place.
  public var member: String {
    guard let fastModel else {
      return switch solver {
      case .ideal: "none: ideal arrays"
      case .nodal: "none: exact solutions"
      default: "none"
      }
    }
    return fastModel.statement + (model.map { ", as fitted in \($0.file)" } ?? "")
  }

  /// How much of the intervals is what the fast model's errors may change, or that they say nothing of it; nil
  /// where no fast model computed.
  public var modelPart: String? { modelError?.text ?? missingAudit }

  /// Why intervals say nothing of the fast model's errors; nil where they include them, and where no fast model
  /// computed.
  public var missingAudit: String? {
    guard solver == .fcm, modelError == nil else { return nil }
    // Results from before audits went through the network have the currents alone.
    let reason = audit == nil ? "no audit was asked for" : "the audit has currents alone"
    return "\(reason): intervals are of \(draws) alone, not of the model's error"
  }

  /// Whether a technology of the arrays has cells whose currents do not follow the voltage.
  public var hasBentCells: Bool {
    ([technology] + (layerTechnologies ?? []).map(\.technology))
      .contains { $0?.values.hasBentCells ?? false }
  }

  /// What intervals take as drawn.
  private var draws: String {
    let drawn = regression == nil && positions == nil ? "images" : "samples"
    let spread = summary?.top1Deviation ?? regression?.summary?.rmseDeviation ?? 0
    return spread > 0 ? "\(drawn) and instances" : drawn
  }
}

extension EvaluationResult.FastModel {
  /// The member, its error on the load, and whether a tolerance or its name chose it.
  public var statement: String {
    guard let selection, let choice = selection.choice else { return "\(name), \(reason)" }
    func percent(_ value: Double) -> String { String(format: "%.3g %%", 100 * value) }
    let error = choice.error.map { "\(percent($0)) relative RMSE over the load" } ?? choice.reason
    return "\(name), \(error), "
      + (selection.tolerance.map { "within the tolerance of \(percent($0))" }
        ?? "asked for by name")
  }
}
