extension ReportSection {
  /// The accuracies of evaluations: one table for each network and data set, and every layer's error.
  ///
  /// - Parameter evaluations: At least one evaluation.
  /// - Returns: A section.
  public static func accuracy(_ evaluations: [StoredEvaluation]) -> ReportSection {
    var blocks: [Block] = []
    var remaining = evaluations
    while let first = remaining.first?.record {
      let group = remaining.filter { $0.record.isComparable(with: first) }.map(\.record)
      remaining.removeAll { $0.record.isComparable(with: first) }
      blocks.append(.paragraph("\(first.network.file) on \(first.dataSet)."))
      blocks.append(.table(accuracyTable(group).table))
      for record in group where !record.layers.isEmpty {
        blocks.append(.table(layerTable(record).table))
      }
    }
    return ReportSection("Accuracy", blocks)
  }

  private static func accuracyTable(_ records: [EvaluationRecord]) -> AccuracyTable {
    let first = records[0]
    let digital = first.digital.top1
    var rows = [
      AccuracyTable.Row(
        name: "digital, float32", images: first.images, topOne: digital.value,
        interval: digital.lower...max(digital.lower, digital.upper),
        topFive: first.digital.top5?.value, seconds: first.timing.digital)
    ]
    for record in records {
      guard let summary = record.summary else { continue }
      rows.append(
        AccuracyTable.Row(
          name: record.method, images: record.images, trials: record.trials.count,
          topOne: summary.top1.mean,
          interval: summary.top1.lower...max(summary.top1.lower, summary.top1.upper),
          topFive: summary.top5?.mean, seconds: record.crossbarSeconds))
    }
    return AccuracyTable(rows: rows, digitalTopOne: digital.value)
  }

  private static func layerTable(_ record: EvaluationRecord) -> LayerErrorTable {
    LayerErrorTable(
      name: record.method,
      rows: record.layers.map { layer in
        LayerErrorTable.Row(
          layer: layer.name,
          shape: "\(layer.inputs) × \(layer.outputs)"
            + (layer.groups > 1 ? " × \(layer.groups) groups" : ""),
          tiles: layer.arrays, relativeError: layer.relativeError)
      })
  }
}

extension EvaluationRecord {
  /// Whether the digital network of two evaluations is the same on the same images.
  fileprivate func isComparable(with other: EvaluationRecord) -> Bool {
    network.file == other.network.file && network.sha256 == other.network.sha256
      && dataSet == other.dataSet && images == other.images
  }
}
