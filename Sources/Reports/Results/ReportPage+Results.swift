internal import Records
internal import Studies

extension ReportPage {
  /// A page about stored results: accuracy first, then what it rests on.
  ///
  /// A model whose golden data are among the results is compared with them, current by current.
  ///
  /// - Parameters:
  ///   - title: The title of the page.
  ///   - results: At least one result.
  ///   - program: The name and version of the program that makes the page.
  /// - Throws: `InputError` if the technology of golden data is none, `UnavailableError` if the
  ///   simulator alone can evaluate its cells.
  public init(title: String, results: [StoredResult], program: String) throws {
    var evaluations: [StoredEvaluation] = []
    var models: [(model: CalibratedModel, source: String)] = []
    var golden: [StoredGolden] = []
    var studies: [(table: StudyTable, source: String)] = []
    for result in results {
      switch result {
      case .evaluation(let evaluation): evaluations.append(evaluation)
      case .model(let model, let source): models.append((model, source))
      case .golden(let data): golden.append(data)
      case .study(let table, let source): studies.append((table, source))
      }
    }
    var sections: [ReportSection] = []
    if !evaluations.isEmpty { sections.append(.accuracy(evaluations)) }
    sections += studies.flatMap { ReportSection.sections(of: $0.table) }
    for (model, source) in models {
      let sources = golden.filter { $0.isSource(of: model) }
      sections += try sources.map { try .comparison(model, with: $0.cases(of: model)) }
      // The verification shows the same errors case by case.
      sections.append(.calibration(model, source: source, showsCases: sources.isEmpty))
      sections += try sources.map { try $0.verification(of: model) }
    }
    sections += golden.map(\.evidence)
    let provenance =
      [(name: "page made by", value: program)] + evaluations.flatMap(\.provenance)
      + studies.map { ("\($0.source): study", $0.table.name) }
      + models.flatMap { $0.model.provenance(source: $0.source) } + golden.flatMap(\.provenance)
    sections.append(ReportSection("Provenance", [.table(ProvenanceTable(provenance).table)]))
    self.init(
      title: title, summary: Self.summary(evaluations, studies.map(\.table), models: models.count),
      sections: sections)
  }

  private static func summary(
    _ evaluations: [StoredEvaluation], _ studies: [StudyTable], models: Int
  ) -> String {
    let sentences =
      studies.map(\.summary)
      + evaluations.compactMap { evaluation -> String? in
        let record = evaluation.result
        let name =
          "\(record.solver.rawValue), \(record.technology?.values.name ?? "no technology"): "
        guard let headline = record.headline, let change = record.headlineChange else { return nil }
        return name + "\(headline), \(change) against the digital network"
          + (record.modelError.map { "; of which the model: \($0.parts)" } ?? "") + "."
      }
      + missingAudits(of: evaluations.map(\.result))
    guard sentences.isEmpty else { return sentences.joined(separator: " ") }
    return "Results of \(evaluations.count) evaluations and \(models) calibrated models."
  }

  /// Which intervals say nothing of the fast model's errors: every reason once.
  private static func missingAudits(of results: [EvaluationResult]) -> [String] {
    var reasons: [String] = []
    for reason in results.compactMap(\.missingAudit) where !reasons.contains(reason) {
      reasons.append(reason)
    }
    return reasons.map { reason in
      let count = results.count { $0.missingAudit == reason }
      guard results.count > 1 else {
        return reason.prefix(1).uppercased() + reason.dropFirst() + "."
      }
      return "\(count) of \(results.count) evaluations: \(reason)."
    }
  }
}

extension StoredEvaluation {
  /// What the evaluation depends on.
  fileprivate var provenance: [(name: String, value: String)] {
    var entries = [(name: "\(source): seed", value: "\(result.seed)")]
    if let digest = result.network.sha256 {
      entries.append(("\(source): network", "\(result.network.file), SHA-256 \(digest)"))
    }
    if let model = result.model {
      entries.append(
        (
          "\(source): model",
          model.file + (model.sha256.map { ", SHA-256 \($0)" } ?? "")
            + (model.origin.map { ", fitted to \($0)" } ?? "")
        ))
    }
    return entries
  }
}

extension CalibratedModel {
  /// What the model was fitted to.
  fileprivate func provenance(source: String) -> [(name: String, value: String)] {
    if let measured {
      return [("\(source): technology", measured.technology.text)]
        + measured.sources.flatMap { item in
          let files =
            [item.conductances, item.inputs, item.currents]
            + [item.standardDeviations, item.weights].compactMap { $0 }
          return files.map { ("\(source): measured", $0.text) }
        }
    }
    guard let golden else { return [] }
    return [
      ("\(source): golden data", "\(golden.suite), SHA-256 \(golden.sha256)"),
      ("\(source): simulator", "\(golden.simulator), \(golden.options)"),
    ]
  }
}

extension CalibratedModel.Measured.File {
  /// The file as the page names it.
  fileprivate var text: String { "\(name), SHA-256 \(sha256)" }
}
