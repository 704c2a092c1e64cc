/// The errors of a network whose outputs are numbers, digitally and on crossbars, one row a way of computing.
public struct RegressionTable: Sendable, Equatable {
  /// One way of computing the network on one set of samples.
  public struct Row: Sendable, Equatable {
    /// What computed the layers, such as `fcm, sinh-100k, 64 × 64`.
    public var name: String
    /// How many samples there are.
    public var samples: Int
    /// How many programmed instances of the arrays were tried; 1 where nothing is drawn.
    public var trials: Int
    /// The root mean square error.
    public var rmse: Interval
    /// The coefficient of determination; nil for targets that are all the same.
    public var r2: Interval?
    /// The change of the RMSE against the digital network.
    public var rmseChange: Interval?
    /// The change of R² against the digital network.
    public var r2Change: Interval?
    /// The root mean square of the differences to the digital network over the deviation of its outputs.
    public var departure: Interval?

    /// Creates a row.
    public init(
      name: String, samples: Int, trials: Int = 1, rmse: Interval, r2: Interval?,
      rmseChange: Interval? = nil, r2Change: Interval? = nil, departure: Interval? = nil
    ) {
      self.name = name
      self.samples = samples
      self.trials = trials
      self.rmse = rmse
      self.r2 = r2
      self.rmseChange = rmseChange
      self.r2Change = r2Change
      self.departure = departure
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
        "RMSE: root mean square error over all outputs and samples, in the unit of the targets. "
        + "R²: 1 less the mean square error over that of the targets about the mean of their output. "
        + "Changes: against the digital network on the same samples. From digital: the root mean square "
        + "of the differences to the digital outputs, over the standard deviation of these. In brackets "
        + "the 95 % interval; samples and instances are the draws.",
      columns: [
        .init("computed by"), .init("samples", .number), .init("trials", .number),
        .init("RMSE", .number), .init("R²", .number), .init("change of RMSE", .number),
        .init("change of R²", .number), .init("from digital, %", .number),
      ],
      rows: rows.map { row in
        [
          .text(row.name), .text("\(row.samples)"), .text("\(row.trials)"),
          .text(row.rmse.text("%.4g")), .text(row.r2?.text("%.5f") ?? "–"),
          .text(row.rmseChange?.text("%+.3g") ?? "–"), .text(row.r2Change?.text("%+.5f") ?? "–"),
          .text(row.departure?.text("%.2f", factor: 100) ?? "–"),
        ]
      })
  }
}
