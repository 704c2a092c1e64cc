/// A model's errors against SPICE or measured currents on groups of cases, such as a size or the unseen arrays.
public struct ModelErrorTable: Sendable, Equatable {
  /// One group of cases.
  public struct Row: Sendable, Equatable {
    /// What the group holds.
    public var name: String
    /// RMS of the error over RMS of the reference current.
    public var relativeError: Double
    /// The largest error over the largest reference current.
    public var worstError: Double

    /// Creates a row.
    public init(name: String, relativeError: Double, worstError: Double) {
      self.name = name
      self.relativeError = relativeError
      self.worstError = worstError
    }
  }

  /// The name of the model.
  public var name: String
  /// What the currents are compared with, such as `SPICE`.
  public var reference: String
  /// The groups.
  public var rows: [Row]

  /// Creates a table.
  public init(name: String, reference: String = "SPICE", rows: [Row]) {
    self.name = name
    self.reference = reference
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "Errors of \(name) against \(reference). Relative RMSE: RMS of the error over "
        + "RMS of that current. Worst: largest error over the largest of them.",
      columns: [
        .init("cases"), .init("relative RMSE", .number), .init("worst", .number),
      ],
      rows: rows.map { row in
        [.text(row.name), .text(percent(row.relativeError)), .text(percent(row.worstError))]
      })
  }
}
