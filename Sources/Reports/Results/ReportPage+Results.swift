internal import CrossbarModels

extension ReportPage {
  /// A page about stored results, accuracy first.
  ///
  /// - Parameters:
  ///   - title: The title of the page.
  ///   - results: At least one result.
  ///   - comparisons: Sections that compare models with golden data.
  ///   - evidence: Sections about golden data and verification.
  ///   - program: The name and version of the program that makes the page.
  public init(
    title: String, results: [StoredResult], comparisons: [ReportSection] = [],
    evidence: [ReportSection] = [], program: String
  ) {
    var evaluations: [StoredEvaluation] = []
    var models: [ReportSection] = []
    var provenance: [(name: String, value: String)] = [("page made by", program)]
    for result in results {
      switch result {
      case .evaluation(let evaluation):
        evaluations.append(evaluation)
        provenance += evaluation.provenance
      case .model(let model, let source):
        models.append(.calibration(model, source: source))
        provenance += [
          ("\(source): golden data", "\(model.golden.suite), SHA-256 \(model.golden.sha256)"),
          ("\(source): simulator", "\(model.golden.simulator), \(model.golden.options)"),
        ]
      }
    }
    var sections = comparisons + models + evidence
    if !evaluations.isEmpty { sections.insert(.accuracy(evaluations), at: 0) }
    sections.append(ReportSection("Provenance", [.table(ProvenanceTable(provenance).table)]))
    self.init(
      title: title, summary: Self.summary(evaluations, models: models.count), sections: sections)
  }

  private static func summary(_ evaluations: [StoredEvaluation], models: Int) -> String {
    let sentences = evaluations.compactMap { evaluation -> String? in
      let record = evaluation.record
      guard let summary = record.summary else { return nil }
      return "\(record.solver), \(record.technology?.name ?? "no technology"): "
        + "\(fixed(100 * summary.top1.mean, 2)) % top-1, "
        + "\(fixed(100 * (record.digital.top1.value - summary.top1.mean), 2)) points below the "
        + "digital network."
    }
    guard sentences.isEmpty else { return sentences.joined(separator: " ") }
    return "Results of \(evaluations.count) evaluations and \(models) calibrated models."
  }
}

extension StoredEvaluation {
  /// What the evaluation depends on.
  fileprivate var provenance: [(name: String, value: String)] {
    var entries = [(name: "\(source): seed", value: "\(record.seed)")]
    if let digest = record.network.sha256 {
      entries.append(("\(source): network", "\(record.network.file), SHA-256 \(digest)"))
    }
    if let model = record.model {
      entries.append(
        ("\(source): model", model.file + (model.sha256.map { ", SHA-256 \($0)" } ?? "")))
    }
    return entries
  }
}
