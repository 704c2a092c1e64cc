internal import Foundation
internal import Records
public import Studies

extension ReportPage {
  /// A page of a study: what every network loses over its first axis, and the whole table.
  ///
  /// - Parameters:
  ///   - study: The table of the study.
  ///   - program: The program that writes the page, with its version.
  public init(study: StudyTable, program: String) {
    self.init(
      title: "Study \(study.name)", summary: "\(study.summary) Written by \(program).",
      sections: ReportSection.sections(of: study))
  }
}

extension StudyTable {
  /// How many evaluations there are, and what the figures and tables show of them.
  var summary: String {
    let refused = rows.count { $0.result == nil }
    return "\(name): \(rows.count) evaluations"
      + (refused > 0 ? ", \(refused) of them refused" : "")
      + "; changes of top-1, or of R² where outputs are numbers, against the digital network with 95 % "
      + "intervals."
  }
}

extension ReportSection {
  /// A section for every network of a study.
  static func sections(of study: StudyTable) -> [ReportSection] {
    study.values(of: 0).map { network in
      let rows = study.rows.filter { $0.labels[0] == network }
      let models = study.values(of: study.columns.count - 1)
      let figures = models.compactMap { model in
        figure(study, rows.filter { $0.labels.last == model }, network: network, model: model)
      }
      let notes = study.notes(of: rows)
      return ReportSection(
        network,
        [.figures(figures), .table(table(study, rows))]
          + (notes.isEmpty
            ? [] : [.paragraph("Notes: \(notes.joined(separator: "; ")).")]))
    }
  }

  /// The column that a figure has along its lower edge: the first axis with several values, else the
  /// technologies.
  private static func axis(of study: StudyTable) -> Int {
    study.columns.indices.dropFirst(2).dropLast().first { study.values(of: $0).count > 1 } ?? 1
  }

  private static func figure(
    _ study: StudyTable, _ rows: [StudyTable.Row], network: String, model: String
  ) -> StudyFigure? {
    let axis = axis(of: study)
    let labels = study.values(of: axis)
    var series: [StudyFigure.Series] = []
    for row in rows {
      guard let change = row.result?.change,
        let place = labels.firstIndex(of: row.labels[axis])
      else { continue }
      // Columns of one value tell lines apart by nothing.
      let name = row.labels.indices.dropFirst().dropLast().filter {
        $0 != axis && study.values(of: $0).count > 1
      }.map { $0 == 1 ? row.labels[$0] : "\(study.columns[$0]) \(row.labels[$0])" }
        .joined(separator: ", ")
      let point = (
        place: place, change: change.value, lower: change.lower, upper: change.upper
      )
      if let index = series.firstIndex(where: { $0.name == name }) {
        series[index].points.append(point)
      } else {
        series.append(StudyFigure.Series(name: name, points: [point]))
      }
    }
    guard !series.isEmpty else { return nil }
    let isRegression = rows.contains { $0.result?.regression != nil }
    return StudyFigure(
      name: "\(network)-\(model)", title: "\(network), \(model)",
      caption:
        "Change of \(isRegression ? "R²" : "top-1") of \(network) against the digital network, "
        + "\(model). \(study.intervals(of: rows))",
      quantity: isRegression ? "change of R²" : "change of top-1, points",
      axis: study.columns[axis], labels: labels, series: series)
  }

  private static func table(_ study: StudyTable, _ rows: [StudyTable.Row]) -> ReportTable {
    ReportTable(
      caption:
        "Means over instances, with 95 % intervals of instances and images, or of the images of one "
        + "instance; how much of them, on either side, is what the errors of the fast model may change, where an "
        + "audit measured that; the member of the family that computed, with its estimated error on the load.",
      columns: study.headings.enumerated().map { index, title in
        ReportTable.Column(
          title, (study.columns.count..<study.headings.count - 1).contains(index) ? .number : .text)
      }, rows: rows.map { study.cells(of: $0).map(ReportTable.Cell.text) })
  }
}

extension EvaluationResult {
  /// The change of top-1 in points, or of R².
  fileprivate var change: Estimate? {
    regression?.summary?.r2Change
      ?? summary?.change.map {
        Estimate(100 * $0.mean, lower: 100 * $0.lower, upper: 100 * $0.upper)
      }
  }
}
