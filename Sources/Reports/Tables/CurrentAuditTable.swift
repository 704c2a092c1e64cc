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
    /// The RMS over the mean column current at full drive; nil in results without it.
    public var ofFullDrive: Double?
    /// The RMS of the errors in steps of the layer's converters; nil without any.
    public var errorLsb: Double?
    /// The share of conversions that give another code; nil without converters.
    public var changedCodes: Double?
    /// The relative error of the layer's outputs for whole input vectors; nil in results without it.
    public var outputError: Double?
    /// The layer's part of the squared error of the network's outputs; nil likewise.
    public var outputShare: Double?
    /// Whether the error is beyond the tolerance and what is allowed beside it.
    public var isBeyond: Bool

    /// Creates a row.
    public init(
      layer: String, reads: Int, arrays: Int, error: Double, worstReadError: Double,
      ofFullDrive: Double? = nil, errorLsb: Double?, changedCodes: Double?,
      outputError: Double? = nil, outputShare: Double? = nil, isBeyond: Bool
    ) {
      self.layer = layer
      self.reads = reads
      self.arrays = arrays
      self.error = error
      self.worstReadError = worstReadError
      self.ofFullDrive = ofFullDrive
      self.errorLsb = errorLsb
      self.changedCodes = changedCodes
      self.outputError = outputError
      self.outputShare = outputShare
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
        + "the RMS over the mean column current at full drive and in steps of the converters, how many "
        + "codes change, the relative RMSE of the layer's outputs with all arrays solved exactly, and the "
        + "layer's part of the squared error of the network's outputs. \(verdict).",
      columns: [
        .init("layer"), .init("reads", .number), .init("arrays", .number),
        .init("error", .number), .init("worst read", .number),
        .init("of full drive", .number), .init("LSB", .number), .init("other codes", .number),
        .init("outputs", .number), .init("share", .number), .init("tolerance"),
      ],
      rows: rows.map { row in
        [
          .text(row.layer), .text("\(row.reads)"), .text("\(row.arrays)"),
          .text(percent(row.error)), .text(percent(row.worstReadError)),
          .text(row.ofFullDrive.map { percent($0) } ?? "–"),
          .text(row.errorLsb.map { fixed($0, 3) } ?? "–"),
          .text(row.changedCodes.map { percent($0) } ?? "–"),
          .text(row.outputError.map { percent($0) } ?? "–"),
          .text(row.outputShare.map { fixed(100 * $0, 0) + " %" } ?? "–"),
          .text(row.isBeyond ? "beyond" : ""),
        ]
      })
  }
}
