/// What was checked against a tolerance, and whether it held.
public struct VerificationTable: Sendable, Equatable {
  /// One check.
  public struct Row: Sendable, Equatable {
    /// What was checked, such as a model and a case.
    public var name: String
    /// The measured error.
    public var measured: Double
    /// The largest error allowed.
    public var tolerance: Double
    /// Whether the check holds.
    public var holds: Bool

    /// Creates a row.
    public init(name: String, measured: Double, tolerance: Double, holds: Bool) {
      self.name = name
      self.measured = measured
      self.tolerance = tolerance
      self.holds = holds
    }
  }

  /// The checks.
  public var rows: [Row]

  /// Creates a table.
  public init(rows: [Row]) {
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    let failures = rows.count { !$0.holds }
    return ReportTable(
      caption: failures == 0
        ? "All \(rows.count) checks hold." : "\(failures) of \(rows.count) checks do not hold.",
      columns: [
        .init("check"), .init("measured", .number), .init("tolerance", .number), .init("verdict"),
      ],
      rows: rows.map { row in
        [
          .text(row.name), .text(significant(row.measured, 3)),
          .text(significant(row.tolerance, 3)),
          .verdict(row.holds, row.holds ? "holds" : "does not hold"),
        ]
      })
  }
}
