internal import Records

extension ReportSection {
  /// The accuracies of evaluations: one table for each network and data set, and every layer's error.
  ///
  /// - Parameter evaluations: At least one evaluation.
  /// - Returns: A section.
  public static func accuracy(_ evaluations: [StoredEvaluation]) -> ReportSection {
    var blocks: [Block] = []
    var remaining = evaluations
    while let first = remaining.first?.result {
      let group = remaining.filter { $0.result.isComparable(with: first) }.map(\.result)
      remaining.removeAll { $0.result.isComparable(with: first) }
      blocks.append(.paragraph("\(first.network.file) on \(first.dataSet)."))
      let headlines = group.compactMap(\.headlineRow)
      if !headlines.isEmpty { blocks.append(.table(HeadlineTable(rows: headlines).table)) }
      blocks += accuracyTable(group).map { [.table($0.table)] } ?? []
      blocks += regressionTables(group).map { .table($0) }
      blocks += group.flatMap { record in
        [
          record.attribution.map { .table(attributionTable($0, of: record)) },
          record.fastModel?.load.map { .paragraph("\(record.method), \($0.text).") },
          record.notes.map { .paragraph("\(record.method): \($0.joined(separator: "; ")).") },
        ].compactMap { $0 }
      }
      blocks += layerTables(group).map { .table($0.table) }
      blocks += group.compactMap { result in
        NonIdealityTable(result).map { .table($0.table) }
      }
      blocks += group.flatMap(auditBlocks)
    }
    return ReportSection("Accuracy", blocks)
  }

  /// The shares of a network that finds classes; nil for one whose outputs are numbers.
  private static func accuracyTable(_ records: [EvaluationResult]) -> AccuracyTable? {
    let first = records[0]
    guard let accuracy = first.digital else { return nil }
    let digital = accuracy.top1
    var rows = [
      AccuracyTable.Row(
        name: "digital, float32", images: first.images, topOne: digital.value,
        interval: digital.lower...max(digital.lower, digital.upper),
        topFive: accuracy.top5?.value,
        perplexity: accuracy.perplexity.map(Interval.init))
    ]
    for record in records {
      guard let summary = record.summary else { continue }
      rows.append(
        AccuracyTable.Row(
          name: record.method, images: record.images, trials: record.trials.count,
          topOne: summary.top1.mean,
          interval: summary.top1.lower...max(summary.top1.lower, summary.top1.upper),
          change: summary.change.map { $0.lower...max($0.lower, $0.upper) },
          topFive: summary.top5?.mean,
          perplexity: summary.perplexity.map(Interval.init),
          perplexityRatio: summary.perplexityRatio.map(Interval.init),
          modelPart: record.modelError?.top1?.halfWidth))
    }
    return AccuracyTable(rows: rows, digitalTopOne: digital.value)
  }

  /// An audit by layer and by load, what SPICE says of it, and what the errors may change.
  private static func auditBlocks(_ result: EvaluationResult) -> [Block] {
    guard let audit = result.audit else { return [] }
    let rows = audit.layers.flatMap { layer in
      (layer.loads ?? []).map { part in
        AuditLoadTable.Row(
          layer: layer.name, load: part.load, reads: part.reads, error: part.relativeError,
          ofFullDrive: part.ofFullDrive, errorLsb: part.errorLsb, stated: part.stated)
      }
    }
    let words = [audit.spice?.text, result.modelError?.text].compactMap(\.self)
    return [.table(auditTable(audit, of: result.method).table)]
      + (rows.isEmpty ? [] : [.table(AuditLoadTable(method: result.method, rows: rows).table)])
      + words.map { .paragraph("\(result.method): \($0).") }
  }

  private static func auditTable(_ audit: CurrentAudit, of method: String) -> CurrentAuditTable {
    CurrentAuditTable(
      method: method, verdict: audit.verdict,
      rows: audit.layers.map { layer in
        CurrentAuditTable.Row(
          layer: layer.name, reads: layer.reads, arrays: layer.arrays, error: layer.relativeError,
          worstReadError: layer.worstReadError, ofFullDrive: layer.ofFullDrive,
          errorLsb: layer.errorLsb, changedCodes: layer.changedCodes,
          outputError: layer.outputError, outputShare: layer.outputShare,
          isBeyond: layer.isBeyond)
      })
  }

  /// What every non-ideality costs, and what remedies give back.
  private static func attributionTable(
    _ found: EvaluationResult.Attribution, of record: EvaluationResult
  ) -> ReportTable {
    // Shares change by points, R² by fractions of 1.
    let (factor, places) = record.regression == nil ? (100.0, 2) : (1, 5)
    func change(_ mean: TrialMean) -> ReportTable.Cell {
      let numbers = [mean.mean, mean.lower, mean.upper].map { fixed(factor * $0, places) }
      return .text("\(numbers[0]) [\(numbers[1]), \(numbers[2])]")
    }
    var rows: [[ReportTable.Cell]] = [
      [.text("integers of weights and inputs"), change(found.integers), .text("–")]
    ]
    rows += found.causes.map { [.text($0.name), change($0.alone), change($0.together)] }
    rows.append([.text("all of them"), change(found.together), .text("–")])
    rows += found.remedies.map {
      [.text("given back by \($0.name)"), .text("–"), change($0.gain)]
    }
    return ReportTable(
      caption: "What costs what, \(record.method): the change of "
        + (record.regression == nil ? "top-1 in points" : "R²") + ", of the same images on "
        + "the same instances; in brackets the 95 % interval.",
      columns: [
        .init("cause"), .init("alone", .number), .init("beside the others", .number),
      ], rows: rows)
  }

  /// One table for all methods that hold the network's layers on the same arrays.
  private static func layerTables(_ records: [EvaluationResult]) -> [LayerErrorTable] {
    var tables: [LayerErrorTable] = []
    var remaining = records.filter { !$0.layers.isEmpty }
    while let first = remaining.first {
      let shapes = first.layers.map(\.placement)
      let group = remaining.filter { $0.layers.map(\.placement) == shapes }
      remaining.removeAll { $0.layers.map(\.placement) == shapes }
      tables.append(
        LayerErrorTable(
          methods: group.map(\.shortMethod),
          rows: first.layers.indices.map { index in
            LayerErrorTable.Row(
              layer: first.layers[index].name, shape: first.layers[index].shape,
              arrays: first.layers[index].arrays,
              relativeErrors: group.map { $0.layers[index].relativeError })
          }))
    }
    return tables
  }
}

extension EvaluationResult.Layer {
  fileprivate var shape: String {
    "\(inputs) × \(outputs)" + (groups > 1 ? " × \(groups) groups" : "")
  }

  /// What two evaluations must share for their layers to stand in one row.
  fileprivate var placement: String { "\(name), \(shape), \(arrays) arrays" }
}

extension EvaluationResult {
  /// Whether the digital network of two evaluations is the same on the same images.
  fileprivate func isComparable(with other: EvaluationResult) -> Bool {
    network.file == other.network.file && network.sha256 == other.network.sha256
      && dataSet == other.dataSet && images == other.images
      && (regression == nil) == (other.regression == nil)
  }
}

extension NonIdealityTable {
  /// The factors of an evaluation; nil where none were counted.
  fileprivate init?(_ result: EvaluationResult) {
    let rows = result.layers.compactMap { layer in
      layer.nonIdeality.map {
        Row(
          layer: layer.name, currents: $0.currents, mean: $0.mean, deviation: $0.deviation,
          lowest: $0.lowest, highest: $0.highest, bars: $0.bars)
      }
    }
    guard !rows.isEmpty else { return nil }
    self.init(method: result.method, rows: rows)
  }
}
