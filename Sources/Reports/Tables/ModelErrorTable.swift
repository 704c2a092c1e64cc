/// A model's error against SPICE on groups of cases, such as a size or the unseen arrays.
public struct ModelErrorTable: Sendable, Equatable {
  /// The name of the model and what it was compared with.
  public var name: String
  /// The currents of each group.
  public var groups: [CurrentSeries]

  /// Creates a table.
  public init(name: String, groups: [CurrentSeries]) {
    self.name = name
    self.groups = groups
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "Errors of \(name) against SPICE. Relative RMSE: RMS of the error over RMS of the "
        + "SPICE current. Worst: largest error over the largest current of the group.",
      columns: [
        .init("cases"), .init("currents", .number), .init("relative RMSE", .number),
        .init("worst", .number),
      ],
      rows: groups.map { group in
        [
          .text(group.name), .text("\(group.reference.count)"),
          .text(percent(group.relativeError)), .text(percent(group.worstError)),
        ]
      })
  }
}
