/// The parameters of a calibrated model with their uncertainty.
public struct ParameterTable: Sendable, Equatable {
  /// One parameter.
  public struct Row: Sendable, Equatable {
    /// The parameter, such as `row_segment_resistance_ohm`.
    public var name: String
    /// The unit, empty for a pure number.
    public var unit: String
    /// The value that the technology file states, if it states one.
    public var nominal: Double?
    /// The fitted value.
    public var value: Double
    /// The 95 % interval; nil if the data do not determine the parameter.
    public var interval: ClosedRange<Double>?

    /// Creates a row.
    public init(
      name: String, unit: String, nominal: Double? = nil, value: Double,
      interval: ClosedRange<Double>? = nil
    ) {
      self.name = name
      self.unit = unit
      self.nominal = nominal
      self.value = value
      self.interval = interval
    }
  }

  /// The model that the parameters belong to.
  public var name: String
  /// The parameters.
  public var rows: [Row]

  /// Creates a table.
  public init(name: String, rows: [Row]) {
    self.name = name
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "Parameters of \(name). Nominal: as the technology file states it. The interval is "
        + "the fit's 95 % confidence interval.",
      columns: [
        .init("parameter"), .init("nominal", .number), .init("fitted", .number),
        .init("95 % interval", .number),
      ],
      rows: rows.map { row in
        let interval = row.interval.map { interval in
          "[\(quantity(interval.lowerBound, row.unit, digits: 6)), "
            + "\(quantity(interval.upperBound, row.unit, digits: 6))]"
        }
        return [
          .text(row.name), .text(row.nominal.map { quantity($0, row.unit) } ?? "–"),
          .text(quantity(row.value, row.unit, digits: 6)), .text(interval ?? "not determined"),
        ]
      })
  }
}
