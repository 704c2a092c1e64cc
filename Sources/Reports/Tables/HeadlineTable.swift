/// What evaluations found, with how sure that is and what it holds for: one row an evaluation.
public struct HeadlineTable: Sendable, Equatable {
  /// One evaluation.
  public struct Row: Sendable, Equatable {
    /// What was found, with its 95 % interval.
    public var result: String
    /// The change against the digital network, likewise.
    public var change: String
    /// How much of the intervals is the fast model's.
    public var modelPart: String
    /// The member of the family that computed, with its error and why it was taken.
    public var member: String
    /// The technology of the arrays.
    public var technology: String
    /// The size of the arrays.
    public var arrays: String
    /// The bits of weights and inputs.
    public var bits: String
    /// What converts the columns' currents.
    public var converters: String

    /// Creates a row.
    public init(
      result: String, change: String, modelPart: String, member: String, technology: String,
      arrays: String, bits: String, converters: String
    ) {
      self.result = result
      self.change = change
      self.modelPart = modelPart
      self.member = member
      self.technology = technology
      self.arrays = arrays
      self.bits = bits
      self.converters = converters
    }
  }

  /// The rows.
  public var rows: [Row]

  /// Creates a table.
  public init(rows: [Row]) { self.rows = rows }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption:
        "What was found, in brackets the 95 % interval; how much of the interval is what the errors of "
        + "the fast model may change, on either side; and what it holds for.",
      columns: [
        .init("result [95 %]"), .init("against the digital network [95 %]"),
        .init("of which the model"), .init("computed by"), .init("technology"), .init("arrays"),
        .init("bits"), .init("ADC"),
      ],
      rows: rows.map { row in
        [
          row.result, row.change, row.modelPart, row.member, row.technology, row.arrays, row.bits,
          row.converters,
        ].map(ReportTable.Cell.text)
      })
  }
}
