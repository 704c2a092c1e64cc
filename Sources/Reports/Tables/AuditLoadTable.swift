/// How far a fast model's currents are from exact ones, by layer and by kind of load.
public struct AuditLoadTable: Sendable, Equatable {
  /// The reads of a layer that are of one kind.
  public struct Row: Sendable, Equatable {
    /// The layer's name in the network file.
    public var layer: String
    /// The kind of load.
    public var load: String
    /// The number of reads.
    public var reads: Int
    /// The relative RMSE over their currents.
    public var error: Double
    /// The RMS over the mean column current at full drive.
    public var ofFullDrive: Double
    /// The RMS in steps of the layer's converters; nil without any.
    public var errorLsb: Double?
    /// What the model's file states for the load, of full drive; nil where it states nothing.
    public var stated: Double?

    /// Creates a row.
    public init(
      layer: String, load: String, reads: Int, error: Double, ofFullDrive: Double,
      errorLsb: Double?, stated: Double?
    ) {
      self.layer = layer
      self.load = load
      self.reads = reads
      self.error = error
      self.ofFullDrive = ofFullDrive
      self.errorLsb = errorLsb
      self.stated = stated
    }
  }

  /// What was audited, such as `fcm, sinh-100k, 64 × 64`.
  public var method: String
  /// The rows, layer by layer.
  public var rows: [Row]

  /// Creates a table.
  public init(method: String, rows: [Row]) {
    self.method = method
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    let hasStatement = rows.contains { $0.stated != nil }
    return ReportTable(
      caption:
        "The same reads of \(method) by kind of load: relative RMSE, the RMS over the mean column "
        + "current at full drive and in steps of the converters"
        + (hasStatement ? ", and what the model's file states of full drive." : "."),
      columns: [
        .init("layer"), .init("load"), .init("reads", .number), .init("error", .number),
        .init("of full drive", .number), .init("LSB", .number),
      ] + (hasStatement ? [.init("stated", .number)] : []),
      rows: rows.map { row in
        [
          .text(row.layer), .text(row.load), .text("\(row.reads)"), .text(percent(row.error)),
          .text(percent(row.ofFullDrive)), .text(row.errorLsb.map { fixed($0, 3) } ?? "–"),
        ] + (hasStatement ? [.text(row.stated.map { percent($0) } ?? "–")] : [])
      })
  }
}
