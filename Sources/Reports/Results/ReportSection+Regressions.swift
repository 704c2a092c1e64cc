internal import Records

extension ReportSection {
  /// The errors of networks whose outputs are numbers.
  ///
  /// - Parameter records: Evaluations of one network on the same samples; at least one.
  /// - Returns: A table of all of them, and one of the outputs of each where there are several.
  static func regressionTables(_ records: [EvaluationResult]) -> [ReportTable] {
    let found = records.compactMap { record in record.regression.map { (record, $0) } }
    guard let (first, regression) = found.first else { return [] }
    var rows = [
      RegressionTable.Row(
        name: "digital, float32", samples: first.images,
        rmse: Interval(regression.digital.rmse),
        r2: regression.digital.r2.map(Interval.init))
    ]
    for (record, regression) in found {
      guard let summary = regression.summary else { continue }
      rows.append(
        RegressionTable.Row(
          name: record.method, samples: record.images, trials: regression.trials.count,
          rmse: Interval(summary.accuracy.rmse),
          r2: summary.accuracy.r2.map(Interval.init),
          rmseChange: Interval(summary.rmseChange),
          r2Change: summary.r2Change.map(Interval.init),
          departure: summary.departure.relative.map(Interval.init)))
    }
    return [RegressionTable(rows: rows).table]
      + found.compactMap { record, regression in
        regression.eachOutput.map { outputTable($0, method: record.method) }
      }
  }

  /// The outputs of a network one by one.
  private static func outputTable(
    _ outputs: [EvaluationResult.Regression.Output], method: String
  ) -> ReportTable {
    func number(_ value: Double?) -> ReportTable.Cell {
      .text(value.map { significant($0, 4) } ?? "–")
    }
    func r2(_ value: Double?) -> ReportTable.Cell {
      .text(value.map { fixed($0, 5) } ?? "–")
    }
    return ReportTable(
      caption:
        "Outputs one by one, \(method): the standard deviation of the targets, and the errors.",
      columns: [
        .init("output", .number), .init("deviation of targets", .number),
        .init("digital RMSE", .number), .init("digital R²", .number),
        .init("RMSE on arrays", .number), .init("R² on arrays", .number),
      ],
      rows: outputs.map {
        [
          .text("\($0.output)"), number($0.targetDeviation), number($0.digitalRmse),
          r2($0.digitalR2), number($0.rmse), r2($0.r2),
        ]
      })
  }
}
