/// How far a fast model's currents are from exact ones on what each layer of a network is read with.
public struct CurrentAuditTable: Sendable, Equatable {
  /// One layer.
  public struct Row: Sendable, Equatable {
    /// The layer's name in the network file.
    public var layer: String
    /// How many reads were solved exactly, and of how many arrays.
    public var reads: Int
    /// How many arrays they come from.
    public var arrays: Int
    /// The relative RMSE over the currents of all reads together.
    public var error: Double
    /// That of the read that is farthest off, against its own currents.
    public var worstReadError: Double
    /// The RMS of the errors in steps of the layer's converters; nil without any.
    public var errorLsb: Double?
    /// The share of conversions that give another code; nil without converters.
    public var changedCodes: Double?
    /// Whether the error is beyond the tolerance and what is allowed beside it.
    public var isBeyond: Bool

    /// Creates a row.
    public init(
      layer: String, reads: Int, arrays: Int, error: Double, worstReadError: Double,
      errorLsb: Double?, changedCodes: Double?, isBeyond: Bool
    ) {
      self.layer = layer
      self.reads = reads
      self.arrays = arrays
      self.error = error
      self.worstReadError = worstReadError
      self.errorLsb = errorLsb
      self.changedCodes = changedCodes
      self.isBeyond = isBeyond
    }
  }

  /// What was audited, such as `fcm, sinh-100k, 64 × 64`.
  public var method: String
  /// What the audit says of the tolerance.
  public var verdict: String
  /// The layers, from input to output.
  public var rows: [Row]

  /// Creates a table.
  public init(method: String, verdict: String, rows: [Row]) {
    self.method = method
    self.verdict = verdict
    self.rows = rows
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    ReportTable(
      caption:
        "Currents of \(method) against the nodal solver on reads drawn from each layer's own "
        + "traffic: relative RMSE over all of them, that of the worst read against its own currents, "
        + "the RMS in steps of the converters, and how many codes change. \(verdict).",
      columns: [
        .init("layer"), .init("reads", .number), .init("arrays", .number),
        .init("error", .number), .init("worst read", .number), .init("LSB", .number),
        .init("other codes", .number), .init("tolerance"),
      ],
      rows: rows.map { row in
        [
          .text(row.layer), .text("\(row.reads)"), .text("\(row.arrays)"),
          .text(percent(row.error)), .text(percent(row.worstReadError)),
          .text(row.errorLsb.map { fixed($0, 3) } ?? "–"),
          .text(row.changedCodes.map { percent($0) } ?? "–"),
          .text(row.isBeyond ? "beyond" : ""),
        ]
      })
  }
}
