/// How far the column currents of a network's layers are from those of ideal arrays.
public struct NonIdealityTable: Sendable, Equatable {
  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's name in the network file.
    public var layer: String
    /// The number of currents.
    public var currents: Int
    /// The mean non-ideality factor.
    public var mean: Double
    /// Its standard deviation.
    public var deviation: Double
    /// The smallest factor.
    public var lowest: Double
    /// The largest factor.
    public var highest: Double
    /// The histogram between these as a line of bars.
    public var bars: String

    /// Creates a row.
    public init(
      layer: String, currents: Int, mean: Double, deviation: Double, lowest: Double,
      highest: Double, bars: String
    ) {
      self.layer = layer
      self.currents = currents
      self.mean = mean
      self.deviation = deviation
      self.lowest = lowest
      self.highest = highest
      self.bars = bars
    }
  }

  /// What was evaluated, such as `fcm, sinh-100k, 64 × 64`.
  public var method: String
  /// The layers, from input to output.
  public var rows: [Row]

  /// Creates a table.
  public init(method: String, rows: [Row]) {
    self.method = method
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption: "Non-ideality factors of \(method): 1 − I/I ideal of column currents on reads drawn "
        + "from each layer's own traffic, with mean, standard deviation, ends and histogram between "
        + "the ends.",
      columns: [
        .init("layer"), .init("currents", .number), .init("mean", .number),
        .init("deviation", .number), .init("from", .number), .init("to", .number),
        .init("histogram"),
      ],
      rows: rows.map { row in
        [
          .text(row.layer), .text("\(row.currents)"), .text(percent(row.mean)),
          .text(percent(row.deviation)), .text(percent(row.lowest)), .text(percent(row.highest)),
          .text(row.bars),
        ]
      })
  }
}
